import { useEffect, useState } from 'react';

/** The value once it has stayed the same for a moment: one request for a word, not for each letter. */
export function useDebounced<T>(value: T, millis = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), millis);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return settled;
}

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { Icon } from './Icon';

interface Announcements {
  /** Only for screen readers: what the eye sees anyway. */
  say: (text: string) => void;
  /** Shown for a while and read aloud. */
  toast: (text: string) => void;
}

const AnnouncerContext = createContext<Announcements>({ say: () => undefined, toast: () => undefined });

export const useAnnouncer = (): Announcements => useContext(AnnouncerContext);

const TOAST_MILLIS = 6_000;

export function Announcer({ children }: { children: ReactNode }) {
  const [spoken, setSpoken] = useState('');
  const [toasts, setToasts] = useState<{ id: number; text: string }[]>([]);

  const say = useCallback((text: string) => setSpoken(text), []);
  const toast = useCallback((text: string) => {
    const id = Date.now() + Math.random();
    setToasts((shown) => [...shown.slice(-2), { id, text }]);
    setTimeout(() => setToasts((shown) => shown.filter((one) => one.id !== id)), TOAST_MILLIS);
  }, []);
  const announcements = useMemo(() => ({ say, toast }), [say, toast]);

  return (
    <AnnouncerContext value={announcements}>
      {children}
      <div className="visually-hidden" aria-live="polite" data-testid="announcer">
        {spoken}
      </div>
      <div className="toasts" role="status">
        {toasts.map(({ id, text }) => (
          <div key={id} className="toast">
            <Icon name="check" />
            {text}
          </div>
        ))}
      </div>
    </AnnouncerContext>
  );
}

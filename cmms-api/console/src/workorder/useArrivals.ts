import { useEffect, useRef, useState } from 'react';
import { useAnnouncer } from '../ui/Announcer';
import { count } from '../ui/format';
import type { WorkOrderSummary } from './api';

/** How long a row that has just come stays marked. */
const MARK_MILLIS = 8_000;

interface Known {
  list: string;
  ids: Set<string>;
  /** Creation time of the newest order seen, by the server's clock. */
  newest: number;
}

export interface Arrivals {
  /** Orders to highlight. */
  fresh: ReadonlySet<string>;
  /** How many came since the reader last looked at the top of the list. */
  unseen: number;
  seen: () => void;
}

/**
 * Tells which orders of a list came while it was on the screen. An order that only moved into the list (the next page
 * was loaded, another one was closed) is older than the newest known one and does not count.
 */
export function useArrivals(list: string, orders: readonly WorkOrderSummary[] | undefined): Arrivals {
  const known = useRef<Known | null>(null);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [unseen, setUnseen] = useState(0);
  const { say } = useAnnouncer();

  useEffect(() => {
    if (!orders) return;
    const newest = Math.max(known.current?.newest ?? 0, ...orders.map((order) => Date.parse(order.createdAt)));
    if (known.current?.list !== list) {
      known.current = { list, ids: new Set(orders.map((order) => order.id)), newest };
      setUnseen(0);
      return;
    }
    const before = known.current;
    const arrived = orders.filter((order) => !before.ids.has(order.id) && Date.parse(order.createdAt) > before.newest);
    for (const order of orders) before.ids.add(order.id);
    before.newest = newest;
    if (arrived.length === 0) return;

    const first = arrived[0];
    say(`${count(arrived.length, 'new work order')}${first ? `: ${first.number}, ${first.title}` : ''}`);
    setUnseen((n) => n + arrived.length);
    setFresh((ids) => new Set([...ids, ...arrived.map((order) => order.id)]));
    setTimeout(() => {
      const gone = new Set(arrived.map((order) => order.id));
      setFresh((ids) => new Set([...ids].filter((id) => !gone.has(id))));
    }, MARK_MILLIS);
  }, [list, orders, say]);

  return { fresh, unseen, seen: () => setUnseen(0) };
}

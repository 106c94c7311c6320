import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { fetchSummary } from '../overview/api';

/** Work orders, and what would be one if the crew had room for it. */
export function WorkTabs() {
  const waiting = useQuery({ queryKey: ['summary'], queryFn: ({ signal }) => fetchSummary(signal) }).data?.waitingForCapacity ?? 0;
  return (
    <nav className="segments tabs" aria-label="Work">
      <NavLink to="/work-orders" end>
        Orders
      </NavLink>
      <NavLink to="/work-orders/watch-list">
        Watch list
        {waiting > 0 && (
          <span className="badge">
            {waiting}
            <span className="visually-hidden"> waiting</span>
          </span>
        )}
      </NavLink>
    </nav>
  );
}

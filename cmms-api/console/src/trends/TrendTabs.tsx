import { NavLink } from 'react-router';

/** Readings, and how long they are kept. */
export function TrendTabs() {
  return (
    <nav className="segments tabs" aria-label="Trends and retention">
      <NavLink to="/trends" end>
        Trends
      </NavLink>
      <NavLink to="/trends/retention">Retention</NavLink>
    </nav>
  );
}

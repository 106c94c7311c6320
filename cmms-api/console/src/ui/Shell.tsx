import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useLiveness, usePolling, type Liveness } from '../live/LiveUpdates';
import { fetchSummary } from '../overview/api';
import { session } from '../session/session';
import { ROLE_LABEL, useMe } from '../session/useSession';
import { ErrorBoundary } from './ErrorBoundary';
import { initials } from './format';
import { Icon, Logo, type IconName } from './Icon';
import { ThemeSwitch } from './ThemeSwitch';
import './shell.css';

const PLACES: readonly { to: string; label: string; icon: IconName }[] = [
  { to: '/', label: 'Overview', icon: 'overview' },
  { to: '/work-orders', label: 'Work orders', icon: 'orders' },
  { to: '/alarms', label: 'Alarms', icon: 'bell' },
  { to: '/assets', label: 'Assets', icon: 'assets' },
  { to: '/trends', label: 'Trends', icon: 'pulse' },
  { to: '/devices', label: 'Devices', icon: 'devices' },
];

const LIVENESS: Readonly<Record<Liveness, { label: string; title: string }>> = {
  live: { label: 'Live', title: 'Changes appear as they happen' },
  polling: { label: 'Every 5 s', title: 'No live stream at the moment: lists are asked for every 5 seconds' },
  offline: { label: 'Offline', title: 'This device has no network' },
};

/** Pages that belong to another's place. */
const WITHIN: Readonly<Record<string, readonly string[]>> = { '/devices': ['/discovered'], '/alarms': ['/sensors', '/alarm-figures'] };

function isAt(pathname: string, to: string): boolean {
  if (to === '/') return pathname === '/';
  return pathname === to || pathname.startsWith(`${to}/`) || (WITHIN[to]?.includes(pathname) ?? false);
}

export function Shell({ children }: { children: ReactNode }) {
  const polling = usePolling();
  const summary = useQuery({ queryKey: ['summary'], queryFn: ({ signal }) => fetchSummary(signal), refetchInterval: polling }).data;
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const first = useRef(true);

  // A new page starts at its top, and a screen reader starts reading there.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="shell-side">
        <NavLink to="/" className="shell-brand" aria-label="Millwright, overview">
          <Logo />
          <span>Millwright</span>
        </NavLink>
        <nav className="shell-nav" aria-label="Main">
          {PLACES.map(({ to, label, icon }) => (
            <NavLink key={to} to={to} end={to === '/'} className={() => (isAt(pathname, to) ? 'shell-link active' : 'shell-link')}>
              <Icon name={icon} />
              <span>{label}</span>
              {to === '/work-orders' && <Badge n={summary?.openWorkOrders} what="open" />}
              {to === '/alarms' && <Badge n={summary?.newAlarms} what="new" />}
            </NavLink>
          ))}
        </nav>
        <div className="shell-foot">
          <LiveIndicator />
          <UserMenu />
        </div>
      </header>
      <main id="content" ref={main} tabIndex={-1} className="shell-main">
        <ErrorBoundary key={pathname}>{children}</ErrorBoundary>
      </main>
    </div>
  );
}

function Badge({ n, what }: { n: number | undefined; what: string }) {
  if (!n) return null;
  return (
    <span className="badge">
      {n}
      <span className="visually-hidden"> {what}</span>
    </span>
  );
}

function LiveIndicator() {
  const liveness = useLiveness();
  const { label, title } = LIVENESS[liveness];
  return (
    <span className={`live live-${liveness}`} title={title} role="status">
      <span className="live-dot" aria-hidden="true" />
      {label}
    </span>
  );
}

function UserMenu() {
  const me = useMe();
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);

  const name = me?.displayName ?? '';
  return (
    <div className="user" ref={menu}>
      <button ref={button} type="button" className="user-button" aria-expanded={open} aria-label={`Account of ${name}`} onClick={() => setOpen(!open)}>
        <span className="avatar" aria-hidden="true">
          {me ? initials(name) : ''}
        </span>
        <span className="user-name">
          <strong>{name}</strong>
          <span>{me?.organization.name}</span>
        </span>
      </button>
      {open && me && (
        <div className="user-panel">
          <p className="user-panel-name">
            <strong>{me.displayName}</strong>
            <span>{me.username}</span>
            <span>
              {me.organization.name} · {me.roles.map((role) => ROLE_LABEL[role] ?? role).join(', ')}
            </span>
          </p>
          <ThemeSwitch />
          <button type="button" className="button button-wide" onClick={() => session.signOut()}>
            <Icon name="signOut" size={18} />
            Sign out
          </button>
        </div>
      )}
    </div>
  );
}

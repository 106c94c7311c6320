import { useEffect, useRef, type ReactNode } from 'react';
import { ApiError } from '../api/problem';
import { Icon, type IconName } from './Icon';

/** Holds the place of what is loading, in its size. */
export function Skeleton({ width, height = 14 }: { width?: number | string; height?: number }) {
  return <span className="skeleton" style={{ width: width ?? '100%', height }} aria-hidden="true" />;
}

export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="loading" role="status" aria-label={label}>
      {children}
    </div>
  );
}

export function Empty({ icon = 'info', title, children, action }: { icon?: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="state">
      <span className="state-icon">
        <Icon name={icon} size={24} />
      </span>
      <p className="state-title">{title}</p>
      {children && <p className="state-text">{children}</p>}
      {action}
    </div>
  );
}

/** Why something could not be shown, and the way out. */
export function Failed({ error, retry, what }: { error: Error; retry?: () => void; what: string }) {
  const problem = error instanceof ApiError ? error : null;
  return (
    <div className="state" role="alert">
      <span className="state-icon state-icon-bad">
        <Icon name="warning" size={24} />
      </span>
      <p className="state-title">
        {problem?.status === 404 ? `${what} does not exist` : `${what} could not be loaded`}
      </p>
      <p className="state-text">{problem ? problem.detail || problem.title : error.message}</p>
      {retry && problem?.status !== 404 && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A refused change, beside the button that asked for it. */
export function Refused({ error }: { error: Error | null }) {
  const notice = useRef<HTMLDivElement>(null);
  // In a dialog on a small screen it may be below the fold.
  useEffect(() => {
    // In braces: newer browsers return a promise, which React would take for what to do at the end.
    void notice.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (!error) return null;
  const problem = error instanceof ApiError ? error : null;
  const detail = problem ? problem.detail : error.message;
  return (
    <div ref={notice} className="notice notice-bad" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{problem?.title ?? 'That did not work'}</strong>
        {detail && <p>{detail}</p>}
        {problem && problem.fieldErrors.length > 0 && (
          <ul>
            {problem.fieldErrors.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

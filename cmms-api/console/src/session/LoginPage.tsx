import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { ApiError } from '../api/problem';
import { Icon, Logo } from '../ui/Icon';
import { ThemeSwitch } from '../ui/ThemeSwitch';
import { usePageTitle } from '../ui/usePageTitle';
import { session } from './session';
import './login.css';

export function LoginPage() {
  usePageTitle('Sign in');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [visible, setVisible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [wait, setWait] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const message = useId();

  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(username.trim(), password);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setBusy(false);
      setProblem(loginMessage(error));
      if (error.status === 429) setWait(error.retryAfterSeconds ?? 30);
      else field.current?.select();
    }
  };

  return (
    <div className="login">
      <main className="login-card">
        <div className="login-brand">
          <Logo size={40} />
          <div>
            <h1>Millwright</h1>
            <p>Condition-based maintenance</p>
          </div>
        </div>
        <form onSubmit={(event) => void submit(event)} aria-describedby={message}>
          <label className="field">
            <span className="field-label">E-mail</span>
            <input
              type="email"
              name="username"
              autoComplete="username"
              inputMode="email"
              autoFocus
              required
              value={username}
              onChange={(event) => setUsername(event.target.value)}
              aria-invalid={problem !== null && wait === 0}
            />
          </label>
          <label className="field">
            <span className="field-label">Password</span>
            <span className="field-with-button">
              <input
                ref={field}
                type={visible ? 'text' : 'password'}
                name="password"
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                aria-invalid={problem !== null && wait === 0}
              />
              <button type="button" className="icon-button" aria-label="Show password" aria-pressed={visible} onClick={() => setVisible(!visible)}>
                <Icon name="eye" />
              </button>
            </span>
          </label>
          <div id={message} className="login-message" role="alert">
            {problem && (
              <div className="notice notice-bad">
                <Icon name="warning" />
                <p>
                  {problem}
                  {wait > 0 && ` Try again in ${wait} s.`}
                </p>
              </div>
            )}
          </div>
          <button type="submit" className="button button-primary button-wide" disabled={busy || wait > 0} aria-busy={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </button>
        </form>
      </main>
      <ThemeSwitch />
    </div>
  );
}

function loginMessage(error: ApiError): string {
  switch (error.status) {
    case 400:
    case 401:
      return 'E-mail or password is not right.';
    case 429:
      return 'Too many attempts.';
    case 0:
      return error.detail;
    default:
      return error.detail || error.title;
  }
}

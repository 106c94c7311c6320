import { Component, type ReactNode } from 'react';
import { Failed } from './states';

/** Keeps a mistake on one page from taking the whole console with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="page">
        <div className="card">
          <Failed error={error} what="This page" retry={() => this.setState({ error: null })} />
        </div>
      </div>
    );
  }
}

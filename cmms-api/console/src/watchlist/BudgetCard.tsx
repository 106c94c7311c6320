import { useState } from 'react';
import { Link } from 'react-router';
import { count } from '../ui/format';
import { Time } from '../ui/Time';
import type { CrewBudget } from './api';
import { BudgetDialog, RemoveBudgetDialog } from './BudgetDialogs';
import { crewName, workHours } from './words';

/** How much of a crew's week is given away, and to what. */
export function BudgetCard({ budget, editable }: { budget: CrewBudget; editable: boolean }) {
  const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null);
  const week = budget.hoursPerWeek ?? 0;
  const over = budget.usedHours > week;
  const share = week > 0 ? Math.min(1, budget.usedHours / week) : budget.usedHours > 0 ? 1 : 0;
  const rest = budget.orders - budget.named.length;
  return (
    <section className="card budget" aria-label={crewName(budget.site)} data-crew={budget.site ?? ''}>
      <header className="budget-head">
        <h2>{crewName(budget.site)}</h2>
        {editable && (
          <span className="budget-actions">
            <button type="button" className="button button-quiet" onClick={() => setDialog('edit')}>
              Edit
            </button>
            <button type="button" className="button button-quiet" onClick={() => setDialog('remove')}>
              Remove
            </button>
          </span>
        )}
      </header>
      <p className="budget-figures">
        <strong>{workHours(budget.usedHours)}</strong> of {workHours(week)} used
        <span className={over ? 'budget-over' : 'muted'}>{over ? `${workHours(budget.usedHours - week)} over` : `${workHours(budget.freeHours)} free`}</span>
      </p>
      <div className="budget-bar" role="meter" aria-label="Hours used" aria-valuemin={0} aria-valuemax={week} aria-valuenow={Math.min(week, budget.usedHours)} aria-valuetext={`${workHours(budget.usedHours)} of ${workHours(week)}`}>
        <span className={over ? 'is-over' : undefined} style={{ width: `${share * 100}%` }} />
      </div>
      <p className="budget-note">
        {budget.orders === 0 ? (
          'No condition-based work takes hours now.'
        ) : (
          <>
            {workHours(budget.hoursPerOrder)} each for{' '}
            {budget.named.map((order, index) => (
              <span key={order.id}>
                {index > 0 && ', '}
                <Link to={`/work-orders/${order.id}`}>{order.number}</Link>
              </span>
            ))}
            {rest > 0 && ` and ${rest} more`}.
          </>
        )}
        {budget.nextFreeAt && (
          <>
            {' '}
            Work done frees hours <Time at={budget.nextFreeAt} show="relative" />.
          </>
        )}{' '}
        {budget.waiting === 0 ? 'Nothing waits.' : `${count(budget.waiting, 'advisory waits', 'advisories wait')}.`}
      </p>
      {dialog === 'edit' && <BudgetDialog known={budget} without={[]} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && <RemoveBudgetDialog budget={budget} onClose={() => setDialog(null)} />}
    </section>
  );
}

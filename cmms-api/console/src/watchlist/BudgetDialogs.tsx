import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { Icon } from '../ui/Icon';
import { fetchBudget, removeBudget, setBudget, type CrewBudget } from './api';
import { crewName } from './words';

const KEYS = ['crew-budgets', 'watch-list', 'work-orders', 'summary'] as const;

/** The figures of a budget with their limits, as the server has them. */
const FIGURES = [
  { name: 'hoursPerWeek', label: 'Hours per week', min: 0, max: 10_000, hint: 'Condition-based work released within any seven days. 0: only what is urgent.' },
  { name: 'hoursPerOrder', label: 'Hours per order', min: 0.25, max: 1_000, hint: 'What one order takes on average.' },
  { name: 'urgentWithinHours', label: 'Never wait if due within, hours', min: 0, max: 8_760, hint: 'Emergencies, and what is due sooner, are released whatever the budget.' },
] as const;

type Figures = Record<(typeof FIGURES)[number]['name'], string>;

/** Sets the budget of a crew, or of one of the crews that have none. */
export function BudgetDialog({ known, without, onClose }: { known?: CrewBudget; without: readonly (string | null)[]; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [site, setSite] = useState<string | null>(known ? known.site : (without[0] ?? null));
  const [changed, setChanged] = useState<Partial<Figures>>({});
  // The version that a change is made on is the one on the screen; of a crew without a budget it is asked for.
  const stored = useQuery({ queryKey: ['crew-budgets', 'one', site], queryFn: ({ signal }) => fetchBudget(site, signal), enabled: !known });
  const base = known ?? stored.data?.value;
  const shown = (name: keyof Figures): string => {
    const own = changed[name];
    if (own !== undefined) return own;
    return base ? String(base[name] ?? (name === 'hoursPerWeek' ? 40 : '')) : '';
  };

  const week = Number(shown('hoursPerWeek'));
  const tooSmall = week > 0 && Number(shown('hoursPerOrder')) > week;

  const save = useMutation({
    mutationFn: () =>
      setBudget(site, `"${base?.version ?? 0}"`, {
        hoursPerWeek: week,
        hoursPerOrder: Number(shown('hoursPerOrder')),
        urgentWithinHours: Number(shown('urgentWithinHours')),
      }),
    onSuccess: () => {
      toast('Budget saved');
      onClose();
    },
    onSettled: () => KEYS.forEach((key) => void queries.invalidateQueries({ queryKey: [key] })),
  });

  return (
    <FormDialog title={known ? 'Edit budget' : 'Set a budget'} action="Save" acting="Saving" sending={save} onClose={onClose} incomplete={!base || tooSmall}>
      {known ? (
        <p>{crewName(site)}</p>
      ) : (
        <label className="field">
          <span className="field-label">Crew</span>
          <select
            value={site ?? ''}
            onChange={(event) => {
              setSite(event.target.value === '' ? null : event.target.value);
              setChanged({});
            }}
          >
            {without.map((one) => (
              <option key={one ?? ''} value={one ?? ''}>
                {one === null ? 'The organization: all sites without a budget of their own' : one}
              </option>
            ))}
          </select>
        </label>
      )}
      {FIGURES.map((figure) => (
        <label key={figure.name} className="field">
          <span className="field-label">{figure.label}</span>
          <input
            type="number"
            inputMode="decimal"
            required
            // What is typed before the stored figures are there would be mixed with them.
            readOnly={!base}
            min={figure.min}
            max={figure.max}
            step={0.25}
            data-focus={figure.name === 'hoursPerWeek' ? true : undefined}
            value={shown(figure.name)}
            onChange={(event) => setChanged({ ...changed, [figure.name]: event.target.value })}
            aria-describedby={`${figure.name}-hint`}
          />
          <span className="field-hint" id={`${figure.name}-hint`}>
            {figure.hint}
          </span>
        </label>
      ))}
      {tooSmall && (
        <div className="notice notice-warn" role="alert">
          <Icon name="warning" />
          <div>
            <strong>One order would take more than the week has.</strong>
            <p>Nothing would ever be released. If that is meant, set 0 hours per week.</p>
          </div>
        </div>
      )}
    </FormDialog>
  );
}

export function RemoveBudgetDialog({ budget, onClose }: { budget: CrewBudget; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const remove = useMutation({
    mutationFn: () => removeBudget(budget.site, `"${budget.version}"`),
    onSuccess: () => {
      toast('Budget removed');
      onClose();
    },
    onSettled: () => KEYS.forEach((key) => void queries.invalidateQueries({ queryKey: [key] })),
  });
  return (
    <FormDialog title="Remove budget" action="Remove" acting="Removing" sending={remove} onClose={onClose} dismiss="Keep the budget" dangerous>
      <p>{crewName(budget.site)}</p>
      <p>
        {budget.site === null
          ? 'Whatever waits for this crew becomes a work order at once, and nothing waits from now on.'
          : 'What waits for this crew then waits for that of the organization or, if that has no budget, becomes a work order at once.'}
      </p>
    </FormDialog>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNames } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { Dialog } from '../ui/Dialog';
import { FormDialog } from '../ui/FormDialog';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { fetchChanges, fetchSetting, keep, withdraw, type Days, type Setting } from './api';
import { isSomething, Removals, useRemovals } from './Removals';
import { changeLines, daysLine, daysOf, KINDS, limitText, placeName, sameDays, wrongIn, type Kind } from './words';

/** Says how long things are kept: first what would go is shown, then it is saved. */
export function RetentionDialog({ site, onClose }: { site: string | null; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [changed, setChanged] = useState<Partial<Record<Kind, string>>>({});
  const [asked, setAsked] = useState<Days | null>(null);
  const [agreed, setAgreed] = useState(false);
  // The version that a change is made on; one that others have made meanwhile shows in the fields that nobody has touched.
  const stored = useQuery({ queryKey: ['retentions', 'one', site], queryFn: ({ signal }) => fetchSetting(site, signal) });
  const base = stored.data;
  const typed = Object.fromEntries(KINDS.map(({ name }) => [name, changed[name] ?? String(base?.keeps[name] ?? '')])) as Record<Kind, string>;
  const days = daysOf(typed);
  const wrong = wrongIn(days);
  // What would go is that of the fields as they are now.
  const previewing = asked !== null && sameDays(asked, days);
  const preview = useRemovals(site, previewing ? days : null);
  const removing = previewing && isSomething(preview.data);

  const save = useMutation({
    mutationFn: () => keep(site, base?.version ?? 0, days),
    onSuccess: () => {
      toast('Retention saved');
      onClose();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['retentions'] }),
  });
  const submit = (): void => {
    if (previewing && preview.data) save.mutate();
    else if (previewing) void preview.refetch();
    else {
      save.reset();
      setAgreed(false);
      setAsked(days);
    }
  };
  const unchanged = base !== undefined && base.own && sameDays(base.keeps, days);
  return (
    <FormDialog
      title={`Retention: ${placeName(site)}`}
      action={!previewing || !preview.data ? 'Show what would go' : removing ? 'Save and remove' : 'Save'}
      acting={save.isPending ? 'Saving' : 'Looking'}
      sending={{ mutate: submit, isPending: save.isPending || preview.isFetching, error: save.error ?? (previewing ? preview.error : null) }}
      onClose={onClose}
      dangerous={removing}
      incomplete={!base || unchanged || Object.keys(wrong).length > 0}
    >
      {stored.isPending ? (
        <Loading label="Loading the retention">
          <Skeleton height={300} />
        </Loading>
      ) : !base ? (
        <Failed error={stored.error ?? new Error('')} what="The retention" retry={() => void stored.refetch()} />
      ) : (
        <>
          <p>
            Days to keep what the assets of {site ?? 'all sites without a setting of their own'} bring; empty = for ever.
            {site !== null && !base.own && " So far they go by the organization's setting."}
          </p>
          {KINDS.map(({ name, label, hint, fewest }) => (
            <div key={name} className="field retention-field">
              <label className="field-label" htmlFor={name}>
                {label}
              </label>
              <input
                id={name}
                type="number"
                inputMode="numeric"
                step={1}
                placeholder="for ever"
                // The dialog is open before the fields are there.
                autoFocus={name === 'readingsDays'}
                data-focus={name === 'readingsDays' ? true : undefined}
                value={typed[name]}
                aria-invalid={wrong[name] !== undefined}
                aria-describedby={`${name}-hint`}
                onChange={(event) => setChanged({ ...changed, [name]: event.target.value })}
              />
              <span className="field-hint" id={`${name}-hint`} aria-live="polite">
                {wrong[name] ? (
                  <span className="retention-wrong">{wrong[name]}</span>
                ) : (
                  <>
                    {limitText(fewest)}
                    <br />
                    {hint}
                  </>
                )}
              </span>
            </div>
          ))}
          {previewing && <Removals preview={preview} agreed={agreed} onAgree={setAgreed} />}
        </>
      )}
    </FormDialog>
  );
}

interface WithdrawDialogProps {
  setting: Setting;
  /** What holds in its place. */
  instead: Days;
  onClose: () => void;
}

/** Withdraws a setting; that of a site gives way to the organization's, by which more may go. */
export function WithdrawDialog({ setting: { site, version }, instead, onClose }: WithdrawDialogProps) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [agreed, setAgreed] = useState(false);
  const preview = useRemovals(site, instead);
  const remove = useMutation({
    mutationFn: () => withdraw(site, version),
    onSuccess: () => {
      toast('Retention withdrawn');
      onClose();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['retentions'] }),
  });
  const removing = isSomething(preview.data);
  return (
    <FormDialog
      title={`Withdraw retention: ${placeName(site)}`}
      action={removing ? 'Withdraw and remove' : 'Withdraw'}
      acting="Withdrawing"
      sending={remove}
      onClose={onClose}
      dismiss="Leave it"
      dangerous
      incomplete={!preview.data}
    >
      <p>
        {site === null
          ? 'What the sites without a setting of their own have is then kept for ever.'
          : `${site} then goes by the organization's setting: ${daysLine(instead)}.`}{' '}
        What has been removed does not come back.
      </p>
      {preview.isError ? (
        <Failed error={preview.error} what="What would go" retry={() => void preview.refetch()} />
      ) : (
        <Removals preview={preview} agreed={agreed} onAgree={setAgreed} />
      )}
    </FormDialog>
  );
}

/** Who set what, and when. */
export function ChangesDialog({ site, onClose }: { site: string | null; onClose: () => void }) {
  const names = useNames();
  const changes = useQuery({ queryKey: ['retentions', 'changes', site], queryFn: ({ signal }) => fetchChanges(site, signal) });
  return (
    <Dialog
      title={`Record of changes: ${placeName(site)}`}
      onClose={onClose}
      actions={
        <button type="button" className="button" data-focus onClick={onClose}>
          Close
        </button>
      }
    >
      {changes.isPending ? (
        <Loading label="Loading the record of changes">
          <Skeleton height={120} />
        </Loading>
      ) : !changes.data ? (
        <Failed error={changes.error ?? new Error('')} what="The record of changes" retry={() => void changes.refetch()} />
      ) : changes.data.length === 0 ? (
        <Empty icon="clock" title="Nothing was ever set">
          {site === null ? 'Everything has been kept for ever.' : "It has always gone by the organization's setting."}
        </Empty>
      ) : (
        <ol className="retention-changes">
          {changes.data.map((change, index) => (
            <li key={change.version}>
              <p className="muted">
                <Time at={change.changedAt} show="absolute" /> · {names(change.changedBy)}
              </p>
              {changeLines(change, changes.data[index + 1] ?? null, site).map((line) => (
                <p key={line}>{line}</p>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}

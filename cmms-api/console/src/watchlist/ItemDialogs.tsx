import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { ApiError } from '../api/problem';
import { useNames } from '../session/useSession';
import { useAnnouncer } from '../ui/Announcer';
import { Dialog } from '../ui/Dialog';
import { FormDialog } from '../ui/FormDialog';
import { words } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Failed, Loading, Skeleton } from '../ui/states';
import { Time } from '../ui/Time';
import { decide, fetchWatchItem, type WatchItem } from './api';
import { riskNumber, riskTitle } from './words';

/** All that is known of an item, for who has to decide. */
export function ItemDialog({ item, onClose }: { item: WatchItem; onClose: () => void }) {
  const names = useNames();
  const ended = item.state === 'WAITING' ? null : item.state === 'RELEASED' ? 'Released' : 'Dismissed';
  const detail = useQuery({ queryKey: ['watch-list', 'one', item.id, item.version], queryFn: ({ signal }) => fetchWatchItem(item.id, signal) });
  return (
    <Dialog
      title={item.title}
      onClose={onClose}
      actions={
        <button type="button" className="button" data-focus onClick={onClose}>
          Close
        </button>
      }
    >
      <p>
        <Link to={`/assets/${encodeURIComponent(item.assetTag)}`}>{item.assetName}</Link> <span className="muted">{item.assetTag}</span> · {words(item.failureMode)}
      </p>
      <dl className="facts facts-left">
        <dt>Risk</dt>
        <dd>{riskNumber(item.risk)}</dd>
        <dt>Made of</dt>
        <dd>{riskTitle(item)}</dd>
        <dt>Raised</dt>
        <dd>
          <Time at={item.raisedAt} show="absolute" />
        </dd>
        <dt>{ended ? 'Waited since' : 'Waits since'}</dt>
        <dd>
          <Time at={item.waitingSince} show="absolute" />
        </dd>
        {ended && (
          <>
            <dt>{ended}</dt>
            <dd>
              <Time at={item.endedAt} show="absolute" /> · {names(item.endedBy)}
            </dd>
          </>
        )}
        <dt>{ended ? 'Why' : 'Why it waits'}</dt>
        <dd>{item.why}</dd>
        {item.workOrderId && (
          <>
            <dt>Work order</dt>
            <dd>
              <Link to={`/work-orders/${item.workOrderId}`}>{item.workOrderNumber}</Link>
            </dd>
          </>
        )}
      </dl>
      <h3>What was said, the newest first</h3>
      {detail.isPending ? (
        <Loading label="Loading what was said">
          <Skeleton height={48} />
        </Loading>
      ) : detail.isError ? (
        <Failed error={detail.error} what="What was said" retry={() => void detail.refetch()} />
      ) : (
        <ul className="said">
          {detail.data.said.map((one) => (
            <li key={`${one.at} ${one.text}`}>
              <small className="muted">
                <Time at={one.at} show="absolute" />
              </small>
              <span>{one.text}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

const WORDS = {
  release: { title: 'Release as work order', action: 'Release', acting: 'Releasing', done: 'released', meaning: 'It becomes a work order now, whatever the budget.' },
  dismiss: { title: 'Dismiss', action: 'Dismiss', acting: 'Dismissing', done: 'dismissed', meaning: 'It leaves the list without work. If the condition ends and comes again, it comes again.' },
} as const;

/** Asks why, then decides on the version that the reader has seen; `item` is null once it waits no more. */
export function DecisionDialog({ item, how, onClose }: { item: WatchItem | null; how: 'release' | 'dismiss'; onClose: () => void }) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  const [reason, setReason] = useState('');
  const [seen, setSeen] = useState(item);
  const text = WORDS[how];
  const current = item ?? seen;
  if (item && item !== seen) setSeen(item);

  const sending = useMutation({
    mutationFn: async () => {
      if (item) await decide(item, how, reason.trim());
    },
    onSuccess: () => {
      toast(`${current?.title ?? 'Item'}: ${text.done}`);
      onClose();
    },
    onSettled: () => {
      for (const key of ['watch-list', 'crew-budgets', 'work-orders', 'summary', 'asset', 'assets']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  const overtaken = sending.error instanceof ApiError && sending.error.status === 412;
  const gone = !item && !sending.isPending;
  return (
    <FormDialog
      title={text.title}
      action={text.action}
      acting={text.acting}
      sending={sending}
      onClose={onClose}
      dismiss="Let it wait"
      dangerous={how === 'dismiss'}
      incomplete={reason.trim() === '' || !item}
      refusal={
        gone || (overtaken && item) ? (
          <div className="notice notice-warn" role="alert">
            <Icon name="warning" />
            <div>
              <strong>{gone ? 'It does not wait any more.' : 'It has changed in the meantime.'}</strong>
              <p>{gone ? 'It was released or dismissed while you looked at it.' : 'It is reloaded: look at it, then confirm again. Your reason is kept.'}</p>
            </div>
          </div>
        ) : undefined
      }
    >
      <p>
        {current?.title} <span className="muted">{current?.assetTag}</span>
      </p>
      <p className="muted">{text.meaning}</p>
      <label className="field">
        <span className="field-label">Reason</span>
        <textarea required data-focus maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </FormDialog>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { fetchAssets } from '../asset/api';
import { useAnnouncer } from '../ui/Announcer';
import { FormDialog } from '../ui/FormDialog';
import { createWorkOrder } from './api';
import { PRIORITIES, priorityWords } from './vocabulary';

/** A work order that a person opens: something seen, heard or asked for. */
export function NewWorkOrderDialog({ onClose, assetTag = '' }: { onClose: () => void; assetTag?: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { toast } = useAnnouncer();
  const [asset, setAsset] = useState(assetTag);
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [priority, setPriority] = useState(4);
  const [due, setDue] = useState('');
  const assets = useQuery({ queryKey: ['assets', ''], queryFn: ({ signal }) => fetchAssets('', null, signal) }).data?.items;

  const create = useMutation({
    mutationFn: () =>
      createWorkOrder({
        assetTag: asset.trim(),
        title: title.trim(),
        description: description.trim(),
        priority,
        ...(due ? { dueBy: new Date(due).toISOString() } : {}),
      }),
    onSuccess: (order) => {
      for (const key of ['work-orders', 'summary', 'assets', 'asset']) void queries.invalidateQueries({ queryKey: [key] });
      toast(`${order.number} opened`);
      onClose();
      void navigate(`/work-orders/${order.id}`);
    },
  });

  return (
    <FormDialog title="New work order" action="Open work order" acting="Opening" sending={create} onClose={onClose}>
      <label className="field">
        <span className="field-label">Asset</span>
        <input list="assets-to-choose" required data-focus={assetTag === '' ? true : undefined} value={asset} onChange={(event) => setAsset(event.target.value)} autoComplete="off" placeholder="Tag" />
        <datalist id="assets-to-choose">
          {assets?.map((one) => (
            <option key={one.tag} value={one.tag}>
              {one.name}
            </option>
          ))}
        </datalist>
      </label>
      <label className="field">
        <span className="field-label">Title</span>
        <input required maxLength={200} data-focus={assetTag === '' ? undefined : true} value={title} onChange={(event) => setTitle(event.target.value)} placeholder="What has to be done" />
      </label>
      <label className="field">
        <span className="field-label">Description</span>
        <textarea maxLength={4000} value={description} onChange={(event) => setDescription(event.target.value)} placeholder="What was noticed, where, since when" />
      </label>
      <div className="fields-2">
        <label className="field">
          <span className="field-label">Priority</span>
          <select value={priority} onChange={(event) => setPriority(Number(event.target.value))}>
            {PRIORITIES.map((one) => (
              <option key={one} value={one}>
                {one} {priorityWords(one).label} – {priorityWords(one).meaning}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-label">Due (optional)</span>
          <input type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
        </label>
      </div>
    </FormDialog>
  );
}

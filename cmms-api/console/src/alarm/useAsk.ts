import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useAnnouncer } from '../ui/Announcer';
import { askFor, type Alarm, type CommandKind } from './api';
import { COMMAND } from './words';

export interface Asked {
  kind: CommandKind;
  until?: string;
  reason?: string;
}

/** Asks the monitoring for something about an alarm. */
export function useAsk(alarm: Pick<Alarm, 'asset' | 'detector'>, onDone?: () => void) {
  const queries = useQueryClient();
  const { toast } = useAnnouncer();
  return useMutation({
    mutationFn: ({ kind, ...said }: Asked) => askFor(alarm, kind, said),
    onSuccess: (_, { kind }) => {
      toast(`${COMMAND[kind].pending}; the monitoring confirms it`);
      onDone?.();
    },
    onError: (error, { kind }) => {
      // A dialog shows the refusal itself.
      if (kind !== 'SHELVE' && kind !== 'OUT_OF_SERVICE') toast(error.message);
    },
    onSettled: () => {
      for (const key of ['alarms', 'alarm', 'summary']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
}

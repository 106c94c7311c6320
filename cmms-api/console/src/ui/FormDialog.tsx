import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Dialog } from './Dialog';
import { Refused } from './states';

interface FormDialogProps {
  title: string;
  /** On the button that sends, such as Save. */
  action: string;
  /** The same while it is under way, such as Saving. */
  acting: string;
  sending: Pick<UseMutationResult<unknown, Error, void>, 'mutate' | 'isPending' | 'error'>;
  onClose: () => void;
  children: ReactNode;
  /** On the button that leaves all as it is. */
  dismiss?: string;
  dangerous?: boolean;
  /** What was asked for cannot be sent yet. */
  incomplete?: boolean;
  /** What to show in place of the server's refusal. */
  refusal?: ReactNode;
}

/** A form that is sent to the server, which may refuse it. */
export function FormDialog({ title, action, acting, sending, onClose, children, dismiss = 'Cancel', dangerous = false, incomplete = false, refusal }: FormDialogProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => sending.mutate()}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {dismiss}
          </button>
          <button type="submit" className={`button ${dangerous ? 'button-danger-filled' : 'button-primary'}`} disabled={sending.isPending || incomplete}>
            {sending.isPending ? `${acting}…` : action}
          </button>
        </>
      }
    >
      {children}
      {refusal ?? <Refused error={sending.error} />}
    </Dialog>
  );
}

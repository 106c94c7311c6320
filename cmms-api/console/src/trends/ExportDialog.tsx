import { useEffect, useRef, useState } from 'react';
import { bytesText, count, dateTime, percent } from '../ui/format';
import { Dialog } from '../ui/Dialog';
import { Refused } from '../ui/states';
import { exportPath, fetchExport, type Format, type Progress } from './api';
import type { PointName, Span } from './choice';

const FORMATS: readonly { id: Format; label: string; hint: string }[] = [
  { id: 'csv', label: 'CSV', hint: 'For spreadsheets and scripts' },
  { id: 'parquet', label: 'Parquet', hint: 'A fifth of the size; for pandas, Spark, DuckDB and the like' },
];

/** Fetches all readings of the points and the span as a file, and shows how far it is. */
export function ExportDialog({ points, span, onClose }: { points: PointName[]; span: Span; onClose: () => void }) {
  const [format, setFormat] = useState<Format>('csv');
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (): Promise<void> => {
    const stop = new AbortController();
    running.current = stop;
    setError(null);
    setProgress({ bytes: 0, estimatedBytes: 0, estimatedRows: 0 });
    try {
      const file = await fetchExport(exportPath(points, span, format), setProgress, stop.signal);
      save(file, `${points.length === 1 ? `${points[0]?.asset}-${points[0]?.point}` : 'readings'}.${format}`);
      onClose();
    } catch (problem) {
      if (!stop.signal.aborted) setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setProgress(null);
      running.current = null;
    }
  };
  const cancel = (): void => {
    if (running.current) running.current.abort();
    else onClose();
  };
  return (
    <Dialog
      title="Export readings"
      onClose={onClose}
      onSubmit={() => void start()}
      actions={
        <>
          <button type="button" className="button" onClick={cancel}>
            {progress ? 'Stop' : 'Cancel'}
          </button>
          <button type="submit" className="button button-primary" disabled={progress !== null}>
            {progress ? 'Exporting…' : 'Export'}
          </button>
        </>
      }
    >
      <p className="muted">
        Every reading of {count(points.length, 'point')} from {dateTime(span[0])} to {dateTime(span[1])}, in UTC.
      </p>
      <fieldset disabled={progress !== null}>
        <legend className="field-label">Format</legend>
        <div className="choices">
          {FORMATS.map(({ id, label, hint }) => (
            <label key={id} className="choice">
              <input type="radio" name="format" checked={format === id} onChange={() => setFormat(id)} />
              <span>{label}</span>
              <small>{hint}</small>
            </label>
          ))}
        </div>
      </fieldset>
      {progress && <HowFar progress={progress} />}
      <Refused error={error} />
    </Dialog>
  );
}

function HowFar({ progress: { bytes, estimatedBytes, estimatedRows } }: { progress: Progress }) {
  // An estimate may fall short: never done before it is.
  const share = estimatedBytes > 0 ? Math.min(0.99, bytes / estimatedBytes) : 0;
  return (
    <div className="trend-progress">
      <progress value={share} max={1} aria-label="Export" />
      <p className="muted">
        {estimatedBytes === 0 ? 'Asking for the readings' : `${bytesText(bytes)} of about ${bytesText(estimatedBytes)} (${percent(share)}); about ${count(estimatedRows, 'reading')}`}
      </p>
    </div>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has the file once it has begun to save it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

import { useId, useState } from 'react';
import { count, dateTime, utc } from '../ui/format';
import type { Figures } from './api';
import { rate } from './words';

const WIDTH = 1000;
const HEIGHT = 160;

/** How many alarms were announced over time; what more than a person can manage stands out. */
export function Bars({ figures }: { figures: Figures }) {
  const heading = useId();
  const [chosen, setChosen] = useState<number | null>(null);
  const { bars, barMinutes } = figures;
  // Two in ten minutes are the most that a person can manage; above is drawn in another colour.
  const manageable = (barMinutes / 10) * 2;
  const most = Math.max(1, ...bars.map((bar) => bar.announced));
  const step = WIDTH / bars.length;
  const shown = chosen === null ? null : bars[chosen];
  const wide = barMinutes >= 1440 ? `${barMinutes / 1440} d` : barMinutes >= 60 ? `${barMinutes / 60} h` : `${barMinutes} min`;
  const first = bars[0];
  const last = bars.at(-1);
  return (
    <figure className="bars" aria-labelledby={heading}>
      <figcaption className="bars-head">
        <span id={heading} className="chart-title">
          Announced alarms, every {wide}
        </span>
        <span className="muted num">{shown ? `${dateTime(Date.parse(shown.at))}: ${shown.announced}` : `at most ${count(most === 1 && figures.announced === 0 ? 0 : most, 'alarm')}`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Announced alarms over time: ${figures.announced} in all, at most ${figures.announced === 0 ? 0 : most} in ${wide}`} onPointerLeave={() => setChosen(null)}>
        <line className="bars-ground" x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {bars.map((bar, index) => {
          const height = (bar.announced / most) * (HEIGHT - 4);
          return (
            <g key={bar.at} onPointerEnter={() => setChosen(index)}>
              <rect className="bars-touch" x={index * step} y={0} width={step} height={HEIGHT} />
              {bar.announced > 0 && <rect className={bar.announced > manageable ? 'bars-bar bars-much' : 'bars-bar'} x={index * step + step * 0.1} y={HEIGHT - height} width={step * 0.8} height={height} />}
            </g>
          );
        })}
      </svg>
      <div className="bars-axis muted num" aria-hidden="true">
        <span>{first && dateTime(Date.parse(first.at))}</span>
        <span>{last && dateTime(Date.parse(last.at))}</span>
      </div>
      <BarsTable figures={figures} manageable={manageable} wide={wide} />
    </figure>
  );
}

/** The same numbers, with the average that is held against what is manageable; times without an alarm would only hide the others. */
function BarsTable({ figures: { bars, barMinutes }, manageable, wide }: { figures: Figures; manageable: number; wide: string }) {
  const [open, setOpen] = useState(false);
  const loud = bars.filter((bar) => bar.announced > 0);
  return (
    <details className="chart-table bars-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as table</summary>
      {open && (
        <div className="chart-table-scroll" tabIndex={0} role="region" aria-label="Announced alarms over time">
          <table>
            <thead>
              <tr>
                <th scope="col">{wide} from</th>
                <th scope="col">Announced</th>
                <th scope="col">In 10 min</th>
              </tr>
            </thead>
            <tbody>
              {loud.map((bar) => (
                <tr key={bar.at}>
                  <th scope="row" title={utc(Date.parse(bar.at))}>
                    {dateTime(Date.parse(bar.at))}
                  </th>
                  <td>{bar.announced}</td>
                  <td className={bar.announced > manageable ? 'bars-too-many' : undefined}>
                    {rate(bar.announced / (barMinutes / 10))}
                    {bar.announced > manageable && ', too many'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {loud.length < bars.length && <p className="muted">In the other {count(bars.length - loud.length, 'interval')} of {wide} no alarm was announced.</p>}
        </div>
      )}
    </details>
  );
}

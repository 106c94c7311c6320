import { exactHours, hours, hoursRange, isNumber, millisOf, duration, percent, quantity, shortHash, words } from '../ui/format';
import { Time } from '../ui/Time';
import type { Contribution, Evidence, Prognosis, Reason } from './api';

/** Why the order exists: in words, as values against limits, as what moved the model, and how soon. */
export function WhyPanel({ reason }: { reason: Reason }) {
  const start = millisOf(reason.episodeStart);
  const raised = millisOf(reason.raisedAt);
  return (
    <section className="card why" aria-labelledby="why-title">
      <header className="card-head">
        <h2 id="why-title">Why this work order</h2>
        {start !== null && raised !== null && (
          <span className="muted">
            Condition held for {duration(raised - start)}, from <Time at={reason.episodeStart} show="absolute" />
          </span>
        )}
      </header>
      <div className="card-body why-body">
        <p className="why-words" data-testid="explanation">
          {reason.explanation}
        </p>
        <div className="why-columns">
          {reason.prognosis && <PrognosisPart prognosis={reason.prognosis} />}
          {reason.evidence.length > 0 && <EvidencePart evidence={reason.evidence} />}
        </div>
        {reason.contributions.length > 0 && <ContributionsPart contributions={reason.contributions} />}
        <Sources reason={reason} />
      </div>
    </section>
  );
}

function PrognosisPart({ prognosis }: { prognosis: Prognosis }) {
  const { remainingLifeLowHours: low, remainingLifeHours: median, remainingLifeHighHours: high } = prognosis;
  const scale = isNumber(high) ? high * 1.1 : isNumber(median) ? median * 2 : 1;
  const place = (value: number): string => `${Math.max(0, Math.min(100, (value / scale) * 100))}%`;
  return (
    <div className="why-part">
      <h3>Prognosis</h3>
      <dl className="prognosis">
        {isNumber(prognosis.failureProbability) && (
          <div>
            <dt>Failure within {hours(prognosis.horizonHours)}</dt>
            <dd className="prognosis-number">{percent(prognosis.failureProbability)}</dd>
          </div>
        )}
        {isNumber(median) && (
          <div>
            <dt>Remaining life, median</dt>
            <dd className="prognosis-number" title={exactHours(median)}>
              {hours(median)}
            </dd>
          </div>
        )}
      </dl>
      {isNumber(median) && isNumber(low) && isNumber(high) && (
        <div className="range" role="img" aria-label={`Remaining life: median ${hours(median)}, 90 % interval ${hoursRange(low, high)}`}>
          <div className="range-track">
            <span className="range-interval" style={{ left: place(low), width: `${((Math.min(high, scale) - Math.max(0, low)) / scale) * 100}%` }} />
            <span className="range-median" style={{ left: place(median) }} />
          </div>
          <div className="range-labels">
            <span>now</span>
            <span className="range-text">90 % interval {hoursRange(low, high)}</span>
            <span>{hours(scale)}</span>
          </div>
        </div>
      )}
    </div>
  );
}

function EvidencePart({ evidence }: { evidence: Evidence[] }) {
  return (
    <div className="why-part">
      <h3>Evidence</h3>
      <ul className="evidence">
        {evidence.map((item) => (
          <EvidenceItem key={`${item.subject} ${item.limit}`} item={item} />
        ))}
      </ul>
    </div>
  );
}

/** A bullet bar: the value as a bar, the limit as a line across it. */
function EvidenceItem({ item }: { item: Evidence }) {
  const { value, limit } = item;
  const share = item.unit === '1' && /probability|likelihood|health/i.test(item.subject);
  const difference = isNumber(value) && isNumber(limit) ? Math.max(Math.abs(value - limit), Math.abs(limit) / 1000) : undefined;
  const show = (one: number | null): string => (share ? percent(one) : item.unit === 'h' ? hours(one) : quantity(one, item.unit, difference));
  return (
    <li>
      <div className="evidence-line">
        <span className="evidence-subject">{words(item.subject).replace('/', ' · ')}</span>
        <span className="num">
          <strong>{show(value)}</strong>{' '}
          <span className="muted">
            {item.relation} {show(limit)}
          </span>
        </span>
      </div>
      {isNumber(value) && isNumber(limit) && <Bullet value={value} limit={limit} share={share} />}
    </li>
  );
}

function Bullet({ value, limit, share }: { value: number; limit: number; share: boolean }) {
  const [from, to] = bulletScale(value, limit, share);
  const place = (one: number): string => `${Math.max(0, Math.min(100, ((one - from) / (to - from)) * 100))}%`;
  return (
    <div className="bullet" aria-hidden="true">
      <span className="bullet-value" style={{ width: place(value) }} />
      <span className="bullet-limit" style={{ left: place(limit) }} />
    </div>
  );
}

/** From zero where zero means something; around value and limit for a reading like 1415 °R, whose zero is far away. */
function bulletScale(value: number, limit: number, share: boolean): [number, number] {
  if (share) return [0, 1];
  const low = Math.min(value, limit);
  const high = Math.max(value, limit);
  if (low >= 0 && high - low > high * 0.1) return [0, high * 1.25];
  const room = Math.max(high - low, Math.abs(high) * 0.005) * 2;
  return [low - room, high + room];
}

function ContributionsPart({ contributions }: { contributions: Contribution[] }) {
  const strength = (one: Contribution): number => Math.abs(one.contribution ?? 0);
  const strongestFirst = [...contributions].sort((a, b) => strength(b) - strength(a));
  const largest = Math.max(...contributions.map(strength), Number.EPSILON);
  return (
    <div className="why-part">
      <div className="why-part-head">
        <h3>What moved the failure probability</h3>
        <span className="legend">
          <span className="legend-lowers">lowers the risk</span>
          <span className="legend-raises">raises the risk</span>
        </span>
      </div>
      <ul className="contributions">
        {strongestFirst.map((one) => {
          const raises = (one.contribution ?? 0) >= 0;
          const width = `${(strength(one) / largest) * 50}%`;
          const difference = isNumber(one.value) && isNumber(one.typical) ? one.value - one.typical : undefined;
          return (
            <li key={one.descriptor}>
              <span className="contribution-name">{descriptorWords(one.descriptor)}</span>
              <span className="contribution-bar" aria-hidden="true">
                <span className={raises ? 'bar-raises' : 'bar-lowers'} style={raises ? { left: '50%', width } : { right: '50%', width }} />
              </span>
              <span className="contribution-value num">
                <strong>{quantity(one.value, null, difference)}</strong> <span className="muted">typical {quantity(one.typical, null, difference)}</span>
              </span>
              <span className="contribution-share num">
                <span className="visually-hidden">{raises ? 'raises' : 'lowers'} the risk by </span>
                {raises ? '+' : '−'}
                {strength(one).toFixed(2)}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** "T50/mean15" -> "T50 · mean15": point and descriptor. */
function descriptorWords(descriptor: string): string {
  return descriptor.replace('/', ' · ');
}

function Sources({ reason }: { reason: Reason }) {
  return (
    <details className="sources">
      <summary>
        Rule {words(reason.rule)}, plan {reason.planId} version {reason.planVersion}
        {reason.models.length > 0 && `, ${reason.models.map((model) => `${model.name} ${model.version}`).join(', ')}`}
      </summary>
      <dl className="facts sources-facts">
        <dt>Rule</dt>
        <dd className="mono">{reason.rule}</dd>
        <dt>Monitoring plan</dt>
        <dd className="mono">
          {reason.planId} v{reason.planVersion}
        </dd>
        {reason.models.map((model) => (
          <div key={`${model.name} ${model.version}`} className="facts-row">
            <dt>Model</dt>
            <dd className="mono">
              {model.name} v{model.version} · <span title={`SHA-256 ${model.sha256}`}>sha256 {shortHash(model.sha256)}</span>
            </dd>
          </div>
        ))}
        <dt>Advisory</dt>
        <dd className="mono" title={reason.advisoryId}>
          {shortHash(reason.advisoryId)}
        </dd>
      </dl>
    </details>
  );
}

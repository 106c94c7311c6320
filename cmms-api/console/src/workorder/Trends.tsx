import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchAsset, fetchCondition, fetchSeries, type Point } from '../asset/api';
import { healthModel, probabilityModel, remainingLifeModel, seriesModel, type Marks } from '../chart/models';
import type { Limit } from '../chart/model';
import { TimeChart } from '../chart/TimeChart';
import { isNumber, millisOf, percent, quantity } from '../ui/format';
import { Empty, Failed, Loading, Skeleton } from '../ui/states';
import type { Evidence, Reason, WorkOrder } from './api';

const HOUR = 3_600_000;
/** Without a start from the monitoring plan: this long before the episode. */
const LOOK_BACK = 7 * 24 * HOUR;
const CHART_HEIGHT = 200;

/** The readings that led to the order, with the episode marked, and what the models concluded from them. */
export function Trends({ order, reason }: { order: WorkOrder; reason: Reason }) {
  const asset = useQuery({ queryKey: ['asset', order.assetTag], queryFn: ({ signal }) => fetchAsset(order.assetTag, signal), staleTime: 60_000 }).data;
  const { from, to, marks } = useMemo(() => storyOf(reason), [reason]);
  const group = `order-${order.id}`;
  return (
    <section className="card order-trends" aria-labelledby="trend-title">
      <header className="card-head">
        <h2 id="trend-title">Trend that led to it</h2>
      </header>
      <div className="card-body charts">
        {reason.trendPoints.map((name) => (
          <PointTrend
            key={name}
            tag={order.assetTag}
            name={name}
            point={asset?.points.find((point) => point.name === name)}
            evidence={reason.evidence}
            from={from}
            to={to}
            marks={marks}
            group={group}
          />
        ))}
        <ConditionTrends tag={order.assetTag} evidence={reason.evidence} from={from} to={to} marks={marks} group={group} />
      </div>
    </section>
  );
}

interface Story {
  from: string;
  to: string;
  marks: Marks;
}

function storyOf(reason: Reason): Story {
  const raised = millisOf(reason.raisedAt) ?? Date.now();
  const start = millisOf(reason.episodeStart) ?? raised;
  const from = Math.min(millisOf(reason.trendFrom) ?? start - LOOK_BACK, start);
  // A little of what came after: did it go on?
  const to = raised + Math.max((raised - from) * 0.1, HOUR);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    marks: {
      span: [from, to],
      shade: { from: start, to: raised },
      markers: [
        { at: start, label: 'Episode start' },
        { at: raised, label: 'Raised' },
      ],
    },
  };
}

interface TrendProps extends Story {
  tag: string;
  evidence: Evidence[];
  group: string;
}

function PointTrend({ tag, name, point, evidence, from, to, marks, group }: TrendProps & { name: string; point: Point | undefined }) {
  const series = useQuery({
    queryKey: ['series', tag, name, from, to],
    queryFn: ({ signal }) => fetchSeries(tag, name, { from, to }, signal),
    staleTime: 30_000,
  });
  const model = useMemo(() => {
    if (!series.data || series.data.samples.length === 0) return null;
    const unit = series.data.unit ?? point?.unit ?? null;
    const limits = limitsOf(evidence, (subject) => subject === name || subject.startsWith(`${name}/`), (limit) => quantity(limit, unit, limit / 200));
    return seriesModel({ ...series.data, unit }, marks, limits);
  }, [series.data, point?.unit, evidence, marks, name]);

  if (series.isPending) return <ChartSkeleton />;
  if (series.isError) return <Failed error={series.error} what={`The trend of ${name}`} retry={() => void series.refetch()} />;
  if (!model) return <Empty icon="pulse" title={`No readings of ${name} in this time`} />;
  return <TimeChart model={model} title={name} subtitle={point?.description} height={CHART_HEIGHT} group={group} />;
}

function ConditionTrends({ tag, evidence, from, to, marks, group }: TrendProps) {
  const condition = useQuery({
    queryKey: ['condition', tag, from, to],
    queryFn: ({ signal }) => fetchCondition(tag, { from, to }, signal),
    staleTime: 30_000,
  });
  const samples = condition.data?.samples;
  const models = useMemo(() => {
    if (!samples || samples.length === 0) return null;
    const limits = limitsOf(evidence, (subject) => /probability/i.test(subject), percent);
    return {
      probability: samples.some((sample) => isNumber(sample.failureProbability)) ? probabilityModel(samples, marks, limits) : null,
      life: samples.some((sample) => isNumber(sample.remainingLifeHours)) ? remainingLifeModel(samples, marks) : null,
      health: samples.some((sample) => isNumber(sample.healthIndex)) ? healthModel(samples, marks) : null,
    };
  }, [samples, evidence, marks]);

  if (condition.isPending) {
    return (
      <>
        <ChartSkeleton />
        <ChartSkeleton />
      </>
    );
  }
  if (condition.isError) return <Failed error={condition.error} what="The condition" retry={() => void condition.refetch()} />;
  return (
    <>
      {models?.probability && <TimeChart model={models.probability} title="Failure probability" height={CHART_HEIGHT} group={group} />}
      {models?.life && <TimeChart model={models.life} title="Remaining life" height={CHART_HEIGHT} group={group} />}
      {models?.health && <TimeChart model={models.health} title="Health" height={CHART_HEIGHT} group={group} />}
    </>
  );
}

function limitsOf(evidence: Evidence[], matches: (subject: string) => boolean, show: (limit: number) => string): Limit[] {
  return evidence.flatMap(({ subject, limit }) => (matches(subject) && isNumber(limit) ? [{ value: limit, label: `limit ${show(limit)}` }] : []));
}

export function ChartSkeleton() {
  return (
    <Loading label="Loading chart">
      <Skeleton width={180} height={20} />
      <span className="chart-skeleton">
        <Skeleton height={CHART_HEIGHT + 24} />
      </span>
    </Loading>
  );
}

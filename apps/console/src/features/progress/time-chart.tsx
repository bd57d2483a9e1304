'use client';

import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import { ReferenceArea } from 'recharts';
import { formatAbsolute, formatClock, formatExactClock } from '../../lib/format.ts';
import type { Lull, ThroughputPoint } from '../../lib/throughput.ts';
import { useNow } from '../../lib/use-now.ts';
import classes from './progress-tab.module.css';

interface TimeChartProps {
  readonly title: string;
  readonly rows: readonly ThroughputPoint[];
  readonly series: {
    readonly name: Exclude<keyof ThroughputPoint, 'at'>;
    readonly label: string;
    readonly colour: string;
    /** Whether a value holds for the whole time before it, or was reached just then. */
    readonly holds: boolean;
  };
  readonly format: (value: number) => string;
  readonly lulls: readonly Lull[];
}

/** Over more the minute is enough. */
const secondsShownMs = 600_000;
const labelStyle = { fill: 'var(--mh-muted)', fontSize: 12, position: 'insideTop' } as const;
/** Narrower ones have no room for their word. */
const labelledShareMin = 0.08;

/** One figure over time; times in which nothing was copied are shaded, with the reason. */
export function TimeChart({ title, rows, series, format, lulls }: TimeChartProps) {
  const now = useNow();
  const isStill = useReducedMotion();
  const [from, to] = [rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0];
  const values = rows.map((row) => row[series.name]);
  const said = `${title} from ${formatClock(from, now)} to ${formatClock(to, now)}: at most ${format(Math.max(...values))}, last ${format(values.at(-1) ?? 0)}`;
  return (
    <figure className={classes.figure} aria-label={said}>
      <figcaption className={classes.caption}>{title}</figcaption>
      <AreaChart
        h={200}
        data={rows.map((row) => ({ ...row }))}
        dataKey="at"
        series={[{ name: series.name, label: series.label, color: series.colour }]}
        curveType={series.holds ? 'stepBefore' : 'linear'}
        withDots={false}
        strokeWidth={1.5}
        fillOpacity={0.12}
        gridAxis="x"
        withGradient={false}
        tickLine="none"
        strokeDasharray="0"
        valueFormatter={format}
        areaProps={{ isAnimationActive: !isStill, animationDuration: 120 }}
        yAxisProps={{ width: 84, domain: [0, 'auto'] }}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: [from, to],
          minTickGap: 48,
          tickFormatter: (at: number) =>
            to - from < secondsShownMs ? formatExactClock(at) : formatClock(at, now),
        }}
        tooltipProps={{
          // Asked also while the pointer is nowhere.
          labelFormatter: (at) => (typeof at === 'number' ? formatAbsolute(at) : ''),
          isAnimationActive: false,
        }}
      >
        {lulls.map((lull) => (
          <ReferenceArea
            key={lull.from}
            x1={Math.max(from, lull.from)}
            x2={Math.min(to, lull.to)}
            ifOverflow="hidden"
            fill="var(--mh-muted)"
            fillOpacity={0.12}
            {...(lull.to - lull.from < (to - from) * labelledShareMin
              ? {}
              : { label: { ...labelStyle, value: lull.label } })}
          />
        ))}
      </AreaChart>
    </figure>
  );
}

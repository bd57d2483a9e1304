import { type Job, leftOutOfMailbox, type Pair } from '@mailhaul/contracts';
import Link from 'next/link';
import { counted, formatCount } from '../../lib/format.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { wordFormat } from '../jobs/word-format.ts';
import classes from './pair-detail.module.css';

/** Why fewer items are copied than another program counts in the mailbox: what each filter has left out of it. */
export function LeftOut({ pair, job }: { pair: Pair; job: Job }) {
  const { id: tenant } = useTenant();
  const lines = leftOutOfMailbox(pair, job, wordFormat);
  if (lines.length === 0) return null;
  return (
    <section aria-label="Left out of this mailbox" className={classes.leftOut}>
      <p className="muted">
        {counted(pair.excluded, 'item is', 'items are')} not copied. Not what you meant?{' '}
        <Link className="link" href={`/t/${tenant}/jobs/${job.id}?tab=settings`}>
          Check the filters
        </Link>
      </p>
      <dl>
        {lines.map(({ words, leftOut }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd className="num">{formatCount(leftOut)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

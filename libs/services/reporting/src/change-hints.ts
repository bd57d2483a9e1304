import type { Bus, LogPosition } from '@mailhaul/application';
import { type Changed as Hint, type LiveTopic, liveTopics, subjects } from '@mailhaul/contracts';
import type { Changed } from './store-draft.ts';

/** Documents named in a hint; of more it says only that there were some. */
const namedMax = 200;

/** Tells on the bus what a batch changed. Losing one costs freshness only. */
export function announceChanges(
  bus: Bus,
  changed: readonly Changed[],
  position: LogPosition,
): void {
  for (const hint of hintsOf(changed, position)) bus.announce(subjects.changed, hint);
}

export function hintsOf(changed: readonly Changed[], position: LogPosition): readonly Hint[] {
  const groups = new Map<string, { tenant: string; topic: LiveTopic; of: Changed[] }>();
  for (const one of changed) {
    const topic = liveTopics.find((name) => name === one.collection);
    if (topic === undefined) continue;
    const key = `${one.tenant}\n${topic}`;
    const group = groups.get(key) ?? { tenant: one.tenant, topic, of: [] };
    group.of.push(one);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ tenant, topic, of }) => {
    const ids = [...new Set(of.map(shownId))];
    const jobIds = [...new Set(of.flatMap(({ body }) => jobOf(body)))];
    return {
      tenant,
      topic,
      ...(ids.length <= namedMax ? { ids } : {}),
      ...(jobIds.length > 0 && jobIds.length <= namedMax ? { jobIds } : {}),
      position: String(position),
    };
  });
}

/** As the API names it: an entry of the activity lies in a place that older ones had before it. */
function shownId({ id, body }: Changed): string {
  const named: unknown = body !== undefined && 'id' in body ? body.id : undefined;
  return typeof named === 'string' ? named : id;
}

function jobOf(body: object | undefined): readonly string[] {
  const jobId: unknown = body !== undefined && 'jobId' in body ? body.jobId : undefined;
  return typeof jobId === 'string' ? [jobId] : [];
}

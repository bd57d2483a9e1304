import { newsAbouts } from '@mailhaul/contracts';
import { newsOptionsStream, type NewsSettings, newsSettingsDecider } from '@mailhaul/domain';
import type { Commander } from '../commands/commander.ts';

export function newsSettingsOf(tenant: string) {
  return { tenant, stream: newsOptionsStream(tenant), decider: newsSettingsDecider };
}

export async function readNewsSettings(
  commander: Commander,
  tenant: string,
): Promise<NewsSettings> {
  return (await commander.fold(newsSettingsOf(tenant))).state;
}

/** Kinds of news that the tenant wants to see. */
export async function shownKinds(commander: Commander, tenant: string): Promise<readonly string[]> {
  const { hidden } = (await readNewsSettings(commander, tenant)).options;
  return newsAbouts.filter((about) => !hidden.includes(about));
}

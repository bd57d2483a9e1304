import type { PlanWishes } from './row-deeds.ts';

/** One request of planning: many rows alike, or one with a user that is named. */
export interface PlanRequest {
  readonly plan: 'create' | 'enable';
  readonly selection: { readonly ids: string[] };
  readonly user?: string;
}

export function planRequests({ create, enable, enableUser }: PlanWishes): readonly PlanRequest[] {
  const many = (plan: PlanRequest['plan'], ids: readonly string[]): readonly PlanRequest[] =>
    ids.length === 0 ? [] : [{ plan, selection: { ids: [...ids] } }];
  const named = Object.entries(enableUser).map(([id, user]) => ({
    ...{ plan: 'enable' as const, user },
    selection: { ids: [id] },
  }));
  return [...many('create', create), ...many('enable', enable), ...named];
}

/** Who did it, for people: a person by name, a service by what it is, a worker by the start of its id. */
export function sayActor(actor: string, name: string | undefined): string {
  if (name !== undefined) return name;
  const worker = /^worker[:-](?<id>[0-9a-f]{8})-[0-9a-f-]+$/.exec(actor)?.groups?.['id'];
  if (worker !== undefined) return `worker ${worker}`;
  return ['scheduler', 'gateway', 'notifier', 'reporting'].includes(actor) ? `the ${actor}` : actor;
}

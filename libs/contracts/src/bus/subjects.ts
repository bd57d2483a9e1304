/** Every subject of the bus. Requests have one answerer, announcements are for all. */
export const subjects = {
  /** Request: a worker with free slots asks the scheduler for work. */
  workAsk: 'mailhaul.v1.scheduler.work.ask',
  /** Request: a worker tells that it is alive and what it holds. */
  heartbeat: 'mailhaul.v1.scheduler.worker.heartbeat',
  /** Request: the scheduler tells which workers it has heard of. */
  workers: 'mailhaul.v1.scheduler.workers.tell',
  /** Announcement: a scheduler that stands by has heard a worker's heartbeat; the one that decides may not have. */
  heartbeatHeard: 'mailhaul.v1.scheduler.worker.heard',
  /** Request: a worker makes a target mailbox that is owed, or says that it has no room. */
  makeTarget: 'mailhaul.v1.worker.target.make',
  /** Request: a gateway reads the source of a job with conditions anew, and answers once rows have entered and left. */
  readSource: 'mailhaul.v1.gateway.source.read',
  /** Announcement: there may be work again. */
  workOffered: 'mailhaul.v1.worker.work.offered',
  /** Announcement: documents changed. */
  changed: 'mailhaul.v1.reporting.documents.changed',
  /** Request: rebuild the read models. */
  rebuild: 'mailhaul.v1.reporting.rebuild.begin',
  /** Request: how far the read models are. */
  reportingState: 'mailhaul.v1.reporting.state.tell',
} as const;

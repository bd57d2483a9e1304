// Loaded together and only when a server is asked: what works on this machine alone starts without them.
export { actOnPairs } from './act-on-pairs.ts';
export { addConnection, deleteConnection, editConnection, listConnections } from './connections.ts';
export { editJob } from './edit-job.ts';
export { createJob, deleteJob, listJobs, moveJob, showJob } from './jobs.ts';
export { listMailboxes } from './list-mailboxes.ts';
export { scheduleJob } from './schedule-job.ts';
export { clearNews, listNews } from './news.ts';
export { matchMailboxes } from './match-pairs.ts';
export { takeMailboxes } from './take-mailboxes.ts';
export { importPairs, listPairs, showPair } from './pairs.ts';
export { pairFile, reportJob, reportOverall } from './reports.ts';
export { createTenant, listTenants } from './tenants.ts';
export { testConnection } from './test-connection.ts';
export { watch } from './watch.ts';
export { turnJob } from './turn-job.ts';

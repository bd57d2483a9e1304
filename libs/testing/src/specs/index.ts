export { describeWithServer, missingServer, type RealServer } from './describe-with-server.ts';

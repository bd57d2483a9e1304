import { connectionCases } from './connection-cases.ts';
import { describeCases } from './describe-cases.ts';

describeCases('what servers do to the connection', connectionCases);

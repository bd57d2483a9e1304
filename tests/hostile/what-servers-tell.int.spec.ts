import { describeCases } from './describe-cases.ts';
import { folderCases } from './folder-cases.ts';
import { readingCases } from './reading-cases.ts';

describeCases('what servers tell', [...readingCases, ...folderCases]);

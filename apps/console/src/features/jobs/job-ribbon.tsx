'use client';

import type { Job } from '@mailhaul/contracts';
import { useMediaQuery } from '@mantine/hooks';
import { ToolMenu } from '../../ui/toolbar/tool-menu.tsx';
import type { ToolGroup } from '../../ui/toolbar/tool.ts';
import { Toolbar } from '../../ui/toolbar/toolbar.tsx';
import classes from './job-ribbon.module.css';
import { useJobTools } from './use-job-tools.tsx';
import { useMailboxTools } from './use-mailbox-tools.tsx';
import { useReportTools } from './use-report-tools.ts';

/** All that can be done with a job, its mailboxes and its reports, in one place on each of its tabs. */
export function JobRibbon({ job }: { job: Job }) {
  const groups = [useJobTools(job), useMailboxTools(job), useReportTools(job)];
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  if (!isPhone) return <Toolbar label={`Actions of ${job.name}`} groups={groups} />;
  const isPrimary = ({ isPrimary: is = false }: { isPrimary?: boolean }) => is;
  const front: ToolGroup[] = groups
    .map(({ label, tools }) => ({ label, tools: tools.filter(isPrimary) }))
    .filter(({ tools }) => tools.length > 0);
  const rest = groups.map(({ label, tools }) => ({
    label,
    tools: tools.filter((tool) => !isPrimary(tool)),
  }));
  return (
    <div className={classes.short}>
      <Toolbar label={`Next for ${job.name}`} groups={front} isBare />
      <ToolMenu label="Actions" groups={rest} />
    </div>
  );
}

'use client';

import { type Folder, folderKindLabels, type Pair } from '@mailhaul/contracts';
import { Folder as FolderIcon } from 'lucide-react';
import { useApi } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { Empty } from '../../ui/empty.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';

const foldersMax = 500;

/** Folders of a mailbox in the order of their paths, children under their parents. */
export function FolderTable({ pair }: { pair: Pair }) {
  const { id: tenant } = useTenant();
  const { data, error, refetch } = useApi('listFolders', {
    path: { tenant, pair: pair.id },
    query: { limit: foldersMax, sort: 'path' },
  });
  if (error !== null && data === undefined) {
    return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return null;
  if (data.rows.length === 0) {
    return (
      <Empty icon={FolderIcon} title="No folders known yet">
        They appear when the first pass has listed the mailbox.
      </Empty>
    );
  }
  return (
    <>
      <PlainTable
        label={`Folders of ${pair.source}`}
        rows={data.rows}
        columns={[
          { id: 'path', label: 'Folder', render: (folder) => <Path folder={folder} /> },
          ...(data.rows.some(({ kind }) => kind !== undefined) ? [kindColumn] : []),
          {
            id: 'progress',
            label: 'Progress',
            width: 120,
            render: (folder) => (
              <ProgressBar figures={folder} label={`Progress of ${folder.path}`} hasShare />
            ),
          },
          {
            id: 'failed',
            label: 'Failed',
            width: 66,
            isNumber: true,
            render: ({ failed }) => formatCount(failed),
          },
          {
            id: 'total',
            label: 'Items',
            width: 72,
            isNumber: true,
            render: ({ total }) => formatCount(total),
          },
        ]}
      />
      {data.next !== undefined && (
        <p className="muted">The first {formatCount(foldersMax)} folders; the report has all.</p>
      )}
    </>
  );
}

const kindColumn = {
  id: 'kind',
  label: 'Kind',
  width: 78,
  render: ({ kind }: Folder) => (kind === undefined ? 'Mail' : folderKindLabels[kind]),
};

/** As docs/reference/folders.md has it. */
const leftOutWords: Readonly<Record<string, string>> = {
  filter: 'Left out: a filter of the job excludes it',
  'not-included': 'Left out: no filter of the job includes it',
  'not-mail': 'Left out: it holds no mail, and the target takes mail alone',
  shared: 'Left out: it is shared by others',
  public: 'Left out: it is public',
};

function Path({ folder: { path, targetPath, leftOut } }: { folder: Folder }) {
  const depth = path.split('/').length - 1;
  if (leftOut !== undefined) {
    const why = leftOutWords[leftOut] ?? 'Left out: the system keeps it for itself';
    return (
      <div style={{ paddingLeft: depth * 12 }} title={`${path}: ${why}`}>
        <div className="cut">{path.split('/').at(-1)}</div>
        <div className="muted">{why}</div>
      </div>
    );
  }
  const isRenamed = path !== targetPath;
  return (
    <div style={{ paddingLeft: depth * 12 }} title={isRenamed ? `${path} → ${targetPath}` : path}>
      <div className="cut">{path.split('/').at(-1)}</div>
      {isRenamed && <div className="cut muted">→ {targetPath}</div>}
    </div>
  );
}

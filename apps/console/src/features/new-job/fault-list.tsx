'use client';

import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { type LineFault, withLine, withoutLine } from '../../lib/csv-lines.ts';
import { counted } from '../../lib/format.ts';
import classes from './new-job.module.css';

interface FaultListProps {
  readonly csv: string;
  readonly faults: readonly LineFault[];
  readonly onChange: (csv: string) => void;
}

const shownMax = 100;

/** Lines with faults, each to be mended or left out where it stands. */
export function FaultList({ csv, faults, onChange }: FaultListProps) {
  const lines = csv.split('\n');
  const byLine = Map.groupBy(faults, ({ line }) => line);
  const shown = [...byLine].slice(0, shownMax);
  return (
    <section aria-label="Lines with faults">
      <strong role="status">
        {counted(byLine.size, 'line')} with faults: nothing is taken yet
      </strong>
      <ul className={classes.faults} style={{ marginTop: 8 }}>
        {shown.map(([line, list]) => (
          <li key={line} className={classes.fault}>
            <span className="num muted">Line {line}</span>
            <TextInput
              size="xs"
              aria-label={`Line ${line}`}
              aria-describedby={`fault-${line}`}
              aria-invalid
              value={lines[line - 1] ?? ''}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              onChange={(event) => onChange(withLine(csv, line, event.currentTarget.value))}
            />
            <Tooltip label="Leave this line out">
              <ActionIcon
                aria-label={`Leave line ${line} out`}
                onClick={() => onChange(withoutLine(csv, line))}
              >
                <Trash2 size={14} />
              </ActionIcon>
            </Tooltip>
            <span id={`fault-${line}`} className={classes.message}>
              {list
                .map(({ column, message }) =>
                  column === undefined ? message : `${column}: ${message}`,
                )
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {byLine.size > shownMax && (
        <p className="muted">
          and {counted(byLine.size - shownMax, 'line')} more, shown when these are mended
        </p>
      )}
    </section>
  );
}

'use client';

import { ActionIcon, Button, Checkbox, Popover, SegmentedControl } from '@mantine/core';
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import classes from './column-chooser.module.css';
import type { TableLook } from './use-table-look.ts';

/** Which columns, in which order, and how high the rows are; the first column stays. */
export function ColumnChooser({ look }: { look: TableLook }) {
  const { all, columns, choose, density, setDensity } = look;
  const shown = columns.map(({ id }) => id);
  const [first = '', ...rest] = shown;
  const labelOf = (id: string) => all.find((column) => column.id === id)?.label ?? id;
  const hidden = all.filter(({ id }) => !shown.includes(id)).map(({ id }) => id);
  const move = (id: string, by: number) => look.move(id, rest[rest.indexOf(id) + by] ?? id);
  return (
    <Popover position="bottom-end" shadow="sm" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          aria-label="Columns and rows"
          leftSection={<Columns3 size={14} aria-hidden />}
          visibleFrom="sm"
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Columns and rows">
        <SegmentedControl
          fullWidth
          mb={6}
          aria-label="Height of rows"
          value={density}
          onChange={(value) => setDensity(value)}
          data={[
            { value: 'usual', label: 'Usual rows' },
            { value: 'compact', label: 'Compact rows' },
          ]}
        />
        <ul className={classes.list}>
          {/* One list: a column that is left out or taken in keeps the focus. */}
          {[...rest, ...hidden].map((id, place) => {
            const isShown = place < rest.length;
            return (
              <li key={id}>
                <Checkbox
                  label={labelOf(id)}
                  checked={isShown}
                  onChange={() =>
                    choose(isShown ? [first, ...rest.filter((one) => one !== id)] : [...shown, id])
                  }
                />
                {isShown && (
                  <>
                    <ActionIcon
                      size={24}
                      aria-label={`Move ${labelOf(id)} left`}
                      disabled={place === 0}
                      onClick={() => move(id, -1)}
                    >
                      <ArrowUp size={13} />
                    </ActionIcon>
                    <ActionIcon
                      size={24}
                      aria-label={`Move ${labelOf(id)} right`}
                      disabled={place === rest.length - 1}
                      onClick={() => move(id, 1)}
                    >
                      <ArrowDown size={13} />
                    </ActionIcon>
                  </>
                )}
              </li>
            );
          })}
        </ul>
        <Button variant="subtle" fullWidth onClick={() => choose(undefined)}>
          Usual columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

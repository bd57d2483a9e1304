'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import { placeAfterKey } from './place-after-key.ts';
import type { ToolGroup } from './tool.ts';
import { ToolButton } from './tool-button.tsx';
import classes from './toolbar.module.css';

interface ToolbarProps {
  readonly label: string;
  readonly groups: readonly ToolGroup[];
  /** Without the names of the groups. */
  readonly isBare?: boolean;
}

/** Groups of actions in one line: one stop of the tab key, arrows go from one to the next. */
export function Toolbar({ label, groups, isBare = false }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const first = groups[0]?.tools[0]?.id;
  const [active, setActive] = useState(first);
  const step = (event: KeyboardEvent) => {
    const tools = [...(bar.current?.querySelectorAll<HTMLElement>('[data-tool]') ?? [])];
    const at = tools.findIndex((tool) => tool.contains(event.target as Node));
    const next = at < 0 ? undefined : placeAfterKey(event.key, at, tools.length);
    if (next === undefined) return;
    event.preventDefault();
    tools[next]?.focus();
  };
  return (
    <div ref={bar} role="toolbar" aria-label={label} className={classes.bar} onKeyDown={step}>
      {groups.map((group) => (
        <div key={group.label} role="group" aria-label={group.label} className={classes.group}>
          <div className={classes.tools}>
            {group.tools.map((tool) => (
              <ToolButton
                key={tool.id}
                tool={tool}
                isStop={tool.id === active}
                onFocus={() => setActive(tool.id)}
              />
            ))}
          </div>
          {!isBare && (
            <div className={classes.caption} aria-hidden>
              {group.label}
            </div>
          )}
        </div>
      ))}
    </div>
  );
}

'use client';

import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent, ReactNode } from 'react';
import { ToolChoices } from './tool-menu.tsx';
import type { Tool } from './tool.ts';
import classes from './toolbar.module.css';

interface ToolButtonProps {
  readonly tool: Tool;
  /** The one that the tab key stops at. */
  readonly isStop: boolean;
  readonly onFocus: () => void;
}

/** A tool; what may not be done now stays in reach and says why. */
export function ToolButton({ tool, isStop, onFocus }: ToolButtonProps) {
  const { label, name = label, icon: Icon, refusal, does, isIcon = false, isPrimary } = tool;
  const isRefused = refusal !== undefined;
  const press = (event: MouseEvent) => {
    if (isRefused) event.preventDefault();
    else if (does.kind === 'run') does.run();
  };
  const common = {
    'data-tool': tool.id,
    'data-disabled': isRefused || undefined,
    'aria-disabled': isRefused || undefined,
    'aria-label': name,
    'aria-description': refusal,
    tabIndex: isStop ? 0 : -1,
    onFocus,
    onClick: press,
    loading: tool.isPending ?? false,
    ...linkOf(tool),
  };
  const colour = tool.isDangerous === true ? 'red' : 'gray';
  const button = isIcon ? (
    <ActionIcon {...common} size={30}>
      <Icon size={15} />
    </ActionIcon>
  ) : (
    <Button
      {...common}
      variant={isPrimary === true ? 'filled' : 'subtle'}
      {...(isPrimary === true ? {} : { color: colour, className: classes.quiet })}
      leftSection={<Icon size={14} aria-hidden />}
      rightSection={does.kind === 'choose' ? <ChevronDown size={13} aria-hidden /> : undefined}
      px={isPrimary === true ? 10 : 6}
      styles={closeIcon}
    >
      {label}
    </Button>
  );
  if (does.kind === 'choose' && !isRefused) {
    return (
      <Menu position="bottom-start">
        <Menu.Target>{button}</Menu.Target>
        <Menu.Dropdown>
          <ToolChoices {...does} />
        </Menu.Dropdown>
      </Menu>
    );
  }
  return <Hint words={refusal ?? (isIcon || name !== label ? name : undefined)}>{button}</Hint>;
}

function Hint({ words, children }: { words: string | undefined; children: ReactNode }) {
  return (
    <Tooltip label={words} disabled={words === undefined}>
      {children}
    </Tooltip>
  );
}

/** Many stand beside each other. */
const closeIcon = { section: { marginInlineEnd: 5, marginInlineStart: 0 } };

/** What makes a link of it; a refused one leads nowhere. */
function linkOf({ does, refusal }: Tool) {
  if (refusal !== undefined) return {};
  if (does.kind === 'load') return { component: 'a' as const, href: does.href, download: true };
  if (does.kind !== 'go') return {};
  const { href } = does;
  return { renderRoot: (props: object) => <Link {...props} href={href} /> };
}

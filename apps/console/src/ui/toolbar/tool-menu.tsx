'use client';

import { Button, Menu, Text } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import Link from 'next/link';
import type { Tool, ToolChoice, ToolGroup } from './tool.ts';

/** The same tools where a line of them has no room. */
export function ToolMenu({ label, groups }: { label: string; groups: readonly ToolGroup[] }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {/* It scrolls by keys also where no item of it can be chosen. */}
        <div role="group" tabIndex={0} style={{ maxHeight: '70vh', overflowY: 'auto' }}>
          {groups.flatMap((group) => [
            <Menu.Label key={group.label}>{group.label}</Menu.Label>,
            ...group.tools.map((tool) => <Item key={tool.id} tool={tool} />),
          ])}
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ tool }: { tool: Tool }) {
  const { label, name = label, icon: Icon, refusal, does, isDangerous } = tool;
  if (does.kind === 'choose' && refusal === undefined) {
    return (
      <>
        {does.among.map((choice) => (
          <Choice key={choice.label} choice={{ ...choice, label: `${name}: ${choice.label}` }} />
        ))}
      </>
    );
  }
  const { kind } = does;
  const link =
    refusal !== undefined
      ? {}
      : kind === 'load'
        ? { component: 'a' as const, href: does.href, download: true }
        : kind === 'go'
          ? { renderRoot: (props: object) => <Link {...props} href={does.href} /> }
          : {};
  return (
    <Menu.Item
      leftSection={<Icon size={14} />}
      disabled={refusal !== undefined}
      {...(isDangerous === true ? { color: 'red' } : {})}
      {...(kind === 'run' ? { onClick: does.run } : {})}
      {...link}
    >
      {name}
      <Why words={refusal} />
    </Menu.Item>
  );
}

/** What a tool with several ways to do it offers. */
export function ToolChoices({ hint, among }: { hint?: string; among: readonly ToolChoice[] }) {
  return (
    <>
      {hint !== undefined && <Menu.Label maw={220}>{hint}</Menu.Label>}
      {among.map((choice) => (
        <Choice key={choice.label} choice={choice} />
      ))}
    </>
  );
}

function Choice({ choice: { label, note, refusal, run } }: { choice: ToolChoice }) {
  return (
    <Menu.Item
      disabled={refusal !== undefined}
      onClick={run}
      rightSection={
        note === undefined ? undefined : (
          <Text size="xs" className="num">
            {note}
          </Text>
        )
      }
    >
      {label}
      <Why words={refusal} />
    </Menu.Item>
  );
}

function Why({ words }: { words: string | undefined }) {
  if (words === undefined) return null;
  return (
    <Text size="xs" c="dimmed" maw={260} style={{ whiteSpace: 'normal' }}>
      {words}
    </Text>
  );
}

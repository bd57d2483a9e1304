'use client';

import {
  type MantineColorScheme,
  Menu,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { keepCsrfToken } from '../../lib/api.ts';
import { useSession } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import classes from './person-menu.module.css';

const schemes = [
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
  ['auto', 'As the system', Monitor],
] as const;

export function PersonMenu({ tenant }: { tenant: string | undefined }) {
  const { operator } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const router = useRouter();
  const queries = useQueryClient();
  const signOut = useDeed('signOut', {
    onDone: () => {
      keepCsrfToken('');
      queries.clear();
      router.replace('/sign-in');
    },
  });
  return (
    <Menu width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={`You: ${operator.name}`}>
          {initialsOf(operator.name)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{operator.name}</strong>
          <span className="muted cut">{operator.login}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        >
          {schemes.map(([scheme, label, Icon]) => (
            <Menu.RadioItem key={scheme} value={scheme} rightSection={<Icon size={14} />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        {tenant !== undefined && (
          <Menu.Item
            leftSection={<KeyRound size={14} />}
            renderRoot={(props) => <Link {...props} href={`/t/${tenant}/settings`} />}
          >
            Password and tokens
          </Menu.Item>
        )}
        <Menu.Item leftSection={<LogOut size={14} />} onClick={() => signOut.mutate({})}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const [first = '?'] = words;
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (first.charAt(0) + last.charAt(0)).toUpperCase();
}

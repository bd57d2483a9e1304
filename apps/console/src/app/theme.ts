'use client';

import {
  ActionIcon,
  Alert,
  Button,
  type CSSVariablesResolver,
  Checkbox,
  Drawer,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  PasswordInput,
  Radio,
  SegmentedControl,
  Select,
  Tabs,
  TextInput,
  Textarea,
  Tooltip,
  createTheme,
} from '@mantine/core';

const quick = { duration: 120 };
const labelledClose = { 'aria-label': 'Close' };

/** Mantine's own parts take their dark greys from here, to match globals.css. */
const darkNeutrals = [
  ...['#e8e8ed', '#c4c4cd', '#9c9ca8', '#6d6d79', '#42434d'],
  ...['#33343c', '#1d1e23', '#16171b', '#121317', '#0e0f12'],
] as unknown as MantineColorsTuple;

/** The one place that says how the console looks; the colours of both schemes stand in globals.css. */
export const theme = createTheme({
  colors: { dark: darkNeutrals },
  primaryColor: 'indigo',
  primaryShade: 7,
  autoContrast: true,
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '15px', lineHeight: '22px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      styles: { root: { fontSize: 13, fontWeight: 500, height: 30, paddingInline: 12 } },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 30 } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: Input.Wrapper.extend({
      styles: {
        label: { fontSize: 13, fontWeight: 500, marginBottom: 2 },
        description: { fontSize: 12, lineHeight: '16px' },
        error: { fontSize: 12, lineHeight: '16px' },
      },
    }),
    Radio: Radio.extend({
      defaultProps: { size: 'xs' },
      styles: { label: { fontSize: 13 }, description: { fontSize: 12 } },
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs' },
      styles: { label: { fontSize: 13, fontWeight: 500 } },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({ defaultProps: { size: 'sm', allowDeselect: false } }),
    Checkbox: Checkbox.extend({
      defaultProps: { size: 'xs' },
      styles: { label: { fontSize: 13 } },
    }),
    Tabs: Tabs.extend({ styles: { tab: { fontSize: 13, paddingInline: 12, paddingBlock: 9 } } }),
    Alert: Alert.extend({ defaultProps: { variant: 'outline' } }),
    Menu: Menu.extend({
      defaultProps: {
        ...{ shadow: 'sm', transitionProps: quick, position: 'bottom-end' },
        // Mantine's placeholder is no item of a menu: the first item has the focus, as menus have it.
        withInitialFocusPlaceholder: false,
      },
      styles: { item: { fontSize: 13 }, dropdown: { borderColor: 'var(--mh-line)' } },
    }),
    Modal: Modal.extend({
      defaultProps: {
        ...{ centered: true, shadow: 'md', transitionProps: quick },
        closeButtonProps: labelledClose,
      },
      styles: { title: { fontSize: 15, fontWeight: 600 } },
    }),
    Drawer: Drawer.extend({
      defaultProps: { shadow: 'md', transitionProps: quick, closeButtonProps: labelledClose },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: labelledClose } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        ...{ withArrow: false, openDelay: 250, transitionProps: quick },
        ...{ multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } },
      },
      styles: { tooltip: { fontSize: 12, lineHeight: '16px' } },
    }),
  },
});

/** Gives Mantine's own parts the colours of globals.css. */
export const cssVariables: CSSVariablesResolver = () => {
  const own = {
    '--mantine-color-body': 'var(--mh-ground)',
    '--mantine-color-text': 'var(--mh-text)',
    '--mantine-color-dimmed': 'var(--mh-muted)',
    '--mantine-color-default-border': 'var(--mh-line)',
    '--mantine-color-default': 'var(--mh-raised)',
    '--mantine-color-default-hover': 'var(--mh-hover)',
    '--mantine-color-placeholder': 'var(--mh-muted)',
    '--mantine-color-error': 'var(--mh-red)',
    '--mantine-color-anchor': 'var(--mh-accent)',
    // What cannot be taken back, in menus.
    '--mantine-color-red-6': 'var(--mh-red)',
    // And on buttons, under white letters.
    '--mantine-color-red-filled': '#c92a32',
    '--mantine-color-red-filled-hover': '#a8222a',
  };
  return { variables: {}, light: own, dark: own };
};

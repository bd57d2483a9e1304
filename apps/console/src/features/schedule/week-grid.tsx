'use client';

import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import {
  type Cell,
  type CellPlace,
  closed,
  dayNames,
  painted,
  type ScheduleDraft,
  slotsOfDay,
  slotsOfHour,
} from './schedule-draft.ts';
import classes from './week-grid.module.css';

interface WeekGridProps {
  readonly cells: ScheduleDraft['cells'];
  /** Half hours that a cell shows: one, or the two of an hour. */
  readonly slotsAtOnce: number;
  /** What a level is called, `Closed` first. */
  readonly levelNames: readonly string[];
  /** What is painted. */
  readonly brush: Cell;
  readonly onChange: (cells: ScheduleDraft['cells']) => void;
  readonly isReadOnly?: boolean;
}

interface Stroke {
  readonly from: CellPlace;
  readonly level: Cell;
  readonly before: ScheduleDraft['cells'];
}

const two = (value: number) => String(value).padStart(2, '0');
const clockOf = (slot: number) =>
  `${two(Math.floor(slot / slotsOfHour))}:${slot % slotsOfHour === 0 ? '00' : '30'}`;

/**
 * A week, an hour or half an hour a cell. Drawn over with the mouse, tapped, or with the keyboard: arrows move, Space and Enter paint, Shift
 * paints on the way. What has the brush's level already is closed. On narrow screens days stand
 * beside each other, on wide ones the halves of an hour one over the other.
 */
export function WeekGrid({
  cells,
  slotsAtOnce,
  levelNames,
  brush,
  onChange,
  isReadOnly = false,
}: WeekGridProps) {
  const isNarrow = useMediaQuery('(max-width: 767px)') ?? false;
  const [focus, setFocus] = useState<CellPlace>({ day: 0, slot: 8 * slotsOfHour });
  const stroke = useRef<Stroke | undefined>(undefined);
  const slots = Array.from({ length: slotsOfDay / slotsAtOnce }, (_, at) => at * slotsAtOnce);
  const slotMax = slotsOfDay - slotsAtOnce;
  /** The halves of an hour stand one over the other, so that a day is not wider than a screen. */
  const isStacked = slotsAtOnce === 1 && !isNarrow;
  const slotsOfHead = isStacked ? slotsOfHour : slotsAtOnce;
  const heads = slots.filter((slot) => slot % slotsOfHead === 0);
  /** The cell that shows it. */
  const cellAt = (slot: number) => slot - (slot % slotsAtOnce);
  const grid = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const end = () => (stroke.current = undefined);
    window.addEventListener('pointerup', end);
    return () => window.removeEventListener('pointerup', end);
  }, []);

  const levelAt = ({ day, slot }: CellPlace): Cell => cells[day]?.[slot] ?? closed;
  const over = (places: readonly CellPlace[]): Cell =>
    places.every((place) => levelAt(place) === brush) ? closed : brush;
  const paint = (corners: readonly [CellPlace, CellPlace], level: Cell) => {
    if (!isReadOnly) onChange(painted(cells, widened(corners), level));
  };
  /** The corners with all that their cells show. */
  const widened = ([a, b]: readonly [CellPlace, CellPlace]): readonly [CellPlace, CellPlace] => [
    { day: a.day, slot: Math.min(a.slot, b.slot) },
    { day: b.day, slot: Math.max(a.slot, b.slot) + slotsAtOnce - 1 },
  ];
  const toggle = (place: CellPlace) => paint([place, place], over([place]));

  const press = (event: PointerEvent, place: CellPlace) => {
    if (isReadOnly || event.button !== 0 || event.pointerType === 'touch') return;
    const level = over([place]);
    stroke.current = { from: place, level, before: cells };
    onChange(painted(cells, widened([place, place]), level));
    setFocus(place);
  };
  const draw = (place: CellPlace) => {
    const begun = stroke.current;
    if (begun === undefined) return;
    onChange(painted(begun.before, widened([begun.from, place]), begun.level));
  };
  const tap = (event: PointerEvent, place: CellPlace) => {
    if (event.pointerType === 'touch') toggle(place);
  };

  const move = (event: KeyboardEvent) => {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      toggle({ day: focus.day, slot: cellAt(focus.slot) });
      return;
    }
    const step = stepOf(event.key, isNarrow);
    const here = { day: focus.day, slot: cellAt(focus.slot) };
    if (step === undefined) return;
    event.preventDefault();
    const day = Math.min(dayNames.length - 1, Math.max(0, here.day + step.day));
    const slot = Math.min(slotMax, Math.max(0, here.slot + step.slot * slotsAtOnce));
    if (event.shiftKey) paint([here, { day, slot }], levelAt(here));
    setFocus({ day, slot });
    grid.current?.querySelector<HTMLElement>(`[data-place="${day} ${slot}"]`)?.focus();
  };

  const wholeDay = (day: number) => {
    const places = slots.map((slot) => ({ day, slot }));
    paint(
      [
        { day, slot: 0 },
        { day, slot: slotMax },
      ],
      over(places),
    );
  };
  const wholeColumn = (slot: number) => {
    const last = slot + slotsOfHead - slotsAtOnce;
    const places = dayNames.flatMap((_, day) => [
      { day, slot },
      { day, slot: last },
    ]);
    paint(
      [
        { day: 0, slot },
        { day: dayNames.length - 1, slot: last },
      ],
      over(places),
    );
  };
  /** Only where halves are stacked: else cells follow one another. */
  const placed = (day: number, slot: number) =>
    isStacked
      ? {
          gridColumn: 2 + Math.floor(slot / slotsOfHour),
          gridRow: 2 + day * slotsOfHour + (slot % slotsOfHour),
        }
      : undefined;

  return (
    <div
      ref={grid}
      role="grid"
      aria-label="Week"
      className={classes.grid}
      data-halves={slotsAtOnce === 1 || undefined}
      data-stacked={isStacked || undefined}
      onKeyDown={move}
    >
      <div role="row" className={classes.row}>
        <span role="columnheader" className={classes.corner} aria-label="Day" />
        {heads.map((slot) => (
          <span
            role="columnheader"
            key={slot}
            className={classes.hour}
            aria-colspan={isStacked ? slotsOfHour : undefined}
          >
            <button
              type="button"
              tabIndex={-1}
              disabled={isReadOnly}
              aria-label={`${clockOf(slot)} on all days`}
              onClick={() => wholeColumn(slot)}
            >
              {slot % slotsOfHour === 0 ? two(slot / slotsOfHour) : ':30'}
            </button>
          </span>
        ))}
      </div>
      {dayNames.map((name, day) => (
        <div role="row" key={name} className={classes.row}>
          <span
            role="rowheader"
            className={classes.day}
            style={isStacked ? { gridRow: `${2 + day * slotsOfHour} / span ${slotsOfHour}` } : {}}
          >
            <button
              type="button"
              tabIndex={-1}
              disabled={isReadOnly}
              aria-label={`All of ${name}`}
              onClick={() => wholeDay(day)}
            >
              {name.slice(0, 3)}
            </button>
            {isStacked && (
              <span className={classes.halves} aria-hidden>
                <span>:00</span>
                <span>:30</span>
              </span>
            )}
          </span>
          {slots.map((slot) => {
            const level = levelAt({ day, slot });
            const isFocus = focus.day === day && cellAt(focus.slot) === slot;
            return (
              <div
                role="gridcell"
                key={slot}
                data-place={`${day} ${slot}`}
                data-level={Math.min(level, 3)}
                data-half={isStacked ? slot % slotsOfHour : undefined}
                style={placed(day, slot)}
                data-quarter={slot % (6 * slotsOfHour) === 0 || undefined}
                tabIndex={isFocus ? 0 : -1}
                aria-selected={level !== closed}
                aria-readonly={isReadOnly}
                aria-label={`${name} ${clockOf(slot)} to ${clockOf(slot + slotsAtOnce)}, ${levelNames[level] ?? ''}`}
                className={classes.cell}
                onFocus={() => setFocus({ day, slot })}
                onPointerDown={(event) => press(event, { day, slot })}
                onPointerEnter={() => draw({ day, slot })}
                onPointerUp={(event) => tap(event, { day, slot })}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

const steps: Readonly<Record<string, CellPlace>> = {
  ArrowLeft: { day: 0, slot: -1 },
  ArrowRight: { day: 0, slot: 1 },
  ArrowUp: { day: -1, slot: 0 },
  ArrowDown: { day: 1, slot: 0 },
  Home: { day: 0, slot: -slotsOfDay },
  End: { day: 0, slot: slotsOfDay },
};
const turned: Readonly<Record<string, string>> = {
  ...{ ArrowLeft: 'ArrowUp', ArrowUp: 'ArrowLeft' },
  ...{ ArrowRight: 'ArrowDown', ArrowDown: 'ArrowRight' },
};

/** Where a key leads on the grid as it lies. */
function stepOf(key: string, isTurned: boolean): CellPlace | undefined {
  return steps[isTurned ? (turned[key] ?? key) : key];
}

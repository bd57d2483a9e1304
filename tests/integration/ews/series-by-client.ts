import type * as Ews from 'ews-javascript-api';
import { ews } from './independent-client.ts';

const { WellKnownFolderName: known, SendInvitationsMode: invitations } = ews;
const at = (text: string) => new ews.DateTime(text);

/** The client's declarations know its patterns' constructors without arguments alone. */
function patternOf(
  Pattern: new (...words: readonly unknown[]) => Ews.Recurrence,
  start: Ews.DateTime,
  ...more: readonly unknown[]
): Ews.Recurrence {
  return new Pattern(start, ...more);
}

async function saveSeries(
  service: Ews.ExchangeService,
  subject: string,
  recurrenceFrom: (start: Ews.DateTime) => Ews.Recurrence,
): Promise<Ews.Appointment> {
  const zone = ews.TimeZoneInfo.FindSystemTimeZoneById('W. Europe Standard Time');
  const series = new ews.Appointment(service);
  series.Subject = subject;
  [series.Start, series.End] = [at('2024-03-20T10:00:00Z'), at('2024-03-20T11:00:00Z')];
  [series.StartTimeZone, series.EndTimeZone] = [zone, zone];
  series.RequiredAttendees.Add('Bob', 'bob@example.com');
  series.Recurrence = recurrenceFrom(series.Start);
  await series.Save(known.Calendar, invitations.SendToNone);
  return series;
}

/** Every Wednesday of five: the second is changed and moved, the third is taken out. */
export async function writeWeekly(service: Ews.ExchangeService): Promise<Ews.Appointment> {
  const days = [ews.DayOfTheWeek.Wednesday];
  const series = await saveSeries(service, 'Weekly', (start) => {
    const weekly = patternOf(ews.Recurrence.WeeklyPattern, start, 1, days);
    weekly.NumberOfOccurrences = 5;
    return weekly;
  });
  const second = await ews.Appointment.BindToOccurrence(service, series.Id, 2);
  second.Subject = 'Weekly, moved';
  second.Location = 'Garden';
  [second.Start, second.End] = [at('2024-03-27T13:00:00Z'), at('2024-03-27T14:30:00Z')];
  await second.Update(
    ews.ConflictResolutionMode.AlwaysOverwrite,
    ews.SendInvitationsOrCancellationsMode.SendToNone,
  );
  const third = await ews.Appointment.BindToOccurrence(service, series.Id, 3);
  await third.Delete(ews.DeleteMode.HardDelete, ews.SendCancellationsMode.SendToNone);
  return series;
}

/** One for each sort of pattern that is not weekly, and for each way to end. */
export async function writeOtherSeries(service: Ews.ExchangeService): Promise<void> {
  const { Recurrence, DayOfTheWeek, DayOfTheWeekIndex, Month } = ews;
  await saveSeries(service, 'Daily', (start) => {
    const daily = patternOf(Recurrence.DailyPattern, start, 3);
    daily.EndDate = at('2024-04-30T00:00:00Z');
    return daily;
  });
  await saveSeries(service, 'Monthly', (start) =>
    patternOf(Recurrence.MonthlyPattern, start, 2, 20),
  );
  await saveSeries(service, 'Third Wednesday', (start) => {
    const place = [DayOfTheWeek.Wednesday, DayOfTheWeekIndex.Third];
    return patternOf(Recurrence.RelativeMonthlyPattern, start, 1, ...place);
  });
  await saveSeries(service, 'Yearly', (start) =>
    patternOf(Recurrence.YearlyPattern, start, Month.March, 20),
  );
}

/** A task of every second week. */
export async function writeRecurringTask(service: Ews.ExchangeService): Promise<void> {
  const task = new ews.Task(service);
  task.Subject = 'Water the plants';
  const start = at('2024-05-01T00:00:00Z');
  const days = [ews.DayOfTheWeek.Friday];
  task.Recurrence = patternOf(ews.Recurrence.WeeklyPattern, start, 2, days);
  await task.Save(known.Tasks);
}

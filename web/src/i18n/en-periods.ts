// What is said of a report’s days that cannot be.

export const periodRefusals = {
  invalid_period: 'This is not a period: it begins on one date and ends on the same or a later one.',
  period_too_long: 'A report covers 366 days at most.',
};

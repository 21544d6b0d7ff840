// Ukrainian words about how a chat came to an operator.
import type { whyWords as English } from '../en-why';

export const whyWords: typeof English = {
  button: 'Чому?',
  heading: 'Як чат сюди потрапив',
  loading: 'З’ясовуємо…',
  none: 'Для цього чату нікого не порівнювали.',
  how: {
    distributed: (name) => `Призначено оператору ${name} системою`,
    taken: (name) => `Взято в роботу: ${name}`,
    forwarded: (name) => `Передано оператору ${name}`,
    returned: (name) => `Повернувся до оператора ${name}`,
  },
  compared: 'Кого порівнювали, найкращі зверху',
  next: 'Хто отримає наступний чат',
  nextNone: 'Ніхто: немає операторів у мережі, які беруть нові чати й не досягли ліміту.',
  load: (open, max) => `відкрито ${open} з ${max}`,
  idle: (time) => `останній чат: ${time}`,
  never: 'чатів ще не було',
};

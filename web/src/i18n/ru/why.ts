// Russian words about how a chat came to an operator.
import type { whyWords as English } from '../en-why';

export const whyWords: typeof English = {
  button: 'Почему?',
  heading: 'Как чат сюда попал',
  loading: 'Выясняем…',
  none: 'Для этого чата никого не сравнивали.',
  how: {
    distributed: (name) => `Назначен оператору ${name} системой`,
    taken: (name) => `Взят в работу: ${name}`,
    forwarded: (name) => `Передан оператору ${name}`,
    returned: (name) => `Вернулся к оператору ${name}`,
  },
  compared: 'Кого сравнивали, лучшие сверху',
  next: 'Кто получит следующий чат',
  nextNone: 'Никто: нет операторов в сети, которые берут новые чаты и не достигли лимита.',
  load: (open, max) => `открыто ${open} из ${max}`,
  idle: (time) => `последний чат: ${time}`,
  never: 'чатов ещё не было',
};

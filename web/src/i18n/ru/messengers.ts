// Russian words for refusals about messengers: what they take, and the one an operator is told in.
import type { messengerRefusals as English } from '../en-messengers';

export const messengerRefusals: typeof English = {
  no_such_messenger: 'Такой мессенджер здесь неизвестен.',
  file_too_large: 'Файл слишком большой для мессенджера.',
  files_apart: 'Мессенджер не отправит эти файлы одним сообщением.',
  no_such_upload: 'Файла здесь уже нет. Выберите его снова.',
  upload_unfinished: 'Файл загружен не до конца.',
  no_such_file: 'Такого файла нет.',
  bad_file: 'Мессенджер не принимает этот файл.',
  text_empty: 'Текст пустой.',
  text_too_long: 'Текст слишком длинный для этого мессенджера.',
  identity_blocked: 'Контакт заблокировал этот канал. Выберите другой или подождите, пока контакт напишет.',
  outbox_full: 'В этом чате слишком много ответов ещё ждут мессенджера.',
  nobody_to_write_to: 'Ни один бот или сообщество этого мессенджера пока не подключены.',
  not_offered: 'В этом мессенджере такого нет.',
  bad_text: 'Мессенджер не принимает этот текст.',
  no_such_channel: 'Этого канала здесь больше нет.',
  channel_removed: 'Канал удалён: через него больше ничего не проходит.',
  channel_busy: 'Канал как раз подключается. Повторите через минуту.',
  not_linkable: 'Через этот канал сейчас нельзя подключить мессенджер.',
  not_linked: 'Сначала подключите мессенджер.',
  not_editable: 'Это сообщение нельзя изменить.',
  not_deletable: 'Это сообщение нельзя удалить.',
  change_under_way: 'Сообщение уже изменяется. Подождите немного.',
  delivery_uncertain: 'Неизвестно, дошло ли это сообщение до контакта, поэтому изменить его нельзя.',
  out_of_time: 'Сообщение слишком старое: мессенджер этого уже не разрешает.',
};

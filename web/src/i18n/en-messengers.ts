// Words for refusals about messengers: what they take, and the one an operator is told in.

export const messengerRefusals = {
  no_such_messenger: 'This messenger is not known here.',
  text_empty: 'The text is empty.',
  text_too_long: 'The text is too long for this messenger.',
  identity_blocked: 'The contact has blocked this channel. Choose another one, or wait until they write.',
  outbox_full: 'Too many answers of this chat still wait for the messenger.',
  nobody_to_write_to: 'No bot or community of this messenger is connected to the desk yet.',
  not_offered: 'This messenger does not offer that.',
  bad_text: 'The messenger does not take this text.',
  no_such_channel: 'This channel is not here any more.',
  channel_removed: 'This channel was removed: nothing goes through it any more.',
  channel_busy: 'The channel is being connected just now. Try again in a moment.',
  not_linkable: 'No messenger can be linked through this channel now.',
  not_linked: 'Link a messenger first.',
  not_editable: 'This message cannot be changed.',
  not_deletable: 'This message cannot be deleted.',
  change_under_way: 'This message is being changed already. Wait a moment.',
  delivery_uncertain: 'Nobody knows whether the contact has this message, so it cannot be changed.',
  out_of_time: 'The messenger does not allow this at the message’s age.',
};

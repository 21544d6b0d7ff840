//! Stories told from outside, over HTTP and WebSocket: a file a subject. One binary, because each would link the whole
//! desk and its engine anew.

mod access;
mod access_contacts;
mod access_desk;
mod access_notifications;
mod access_said;
mod access_suggestions;
mod accounts;
mod agree;
mod audit;
mod auth;
mod away;
mod claims;
mod contacts;
mod costs;
mod costs_desk;
mod desk;
mod idle;
mod messages;
mod messengers;
mod notes;
mod notifications;
mod operators;
mod permissions;
mod powers;
mod said;
mod search;
mod sessions;
mod settings;
mod suggestions;
mod table;
mod unite;
mod unite_history;
mod webhooks;

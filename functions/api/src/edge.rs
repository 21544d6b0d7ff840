//! What API Gateway hands to the deployed function, as a request of ours: with whoever makes it.

use bytes::Bytes;
use lambda_http::{RequestExt, request::RequestContext};
use platform::{Caller, Request};

use crate::Api;

/// The request, with its [`Caller`] where the gateway names one.
#[must_use]
pub fn receive(api: &Api, request: lambda_http::Request) -> Request {
    let secret = api.app.config.origin_secret.as_ref().map(|secret| secret.0.as_str());
    let source = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
        _ => None,
    };
    let caller = Caller::in_cloud(source, request.headers(), secret);
    let mut request = request.map(|body| Bytes::copy_from_slice(&body));
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    request
}

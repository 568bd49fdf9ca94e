/** An HTTP API event (payload format 2.0) as the gateway hands it to a room. */
export function gatewayEvent(of: {
  method?: string;
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  claims?: Record<string, string>;
}) {
  const { method = 'GET', path, query, headers = {}, body, claims } = of;
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
    requestContext: {
      http: { method, path },
      requestId: 'request-1',
      ...(claims && { authorizer: { jwt: { claims, scopes: [] } } }),
    },
  };
}

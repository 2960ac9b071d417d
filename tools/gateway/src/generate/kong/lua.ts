import { PASSED, CONDITIONS, PRINCIPAL, WITHIN } from '../inward.ts';
import { authority } from '../instances.ts';
import { HOST, NORMAL_TARGET } from '../normal-form.ts';
import type { GatewayPlan } from '../plan.ts';
import { problemJson } from '../problem-text.ts';

/** Kong and its plugins read these, and take them away or pass them on as HTTP has it. */
const NEEDED_BY_KONG = [
  'Host',
  'Connection',
  'Content-Length',
  'Transfer-Encoding',
  'Expect',
  'Authorization',
  'Cookie',
  'Cache-Control',
  'Access-Control-Request-Method',
  'Access-Control-Request-Headers',
];
const MOST_HEADERS = 100;
const REQUEST_ID = '%REQUEST_ID%';

/** A text in Lua, letter for letter. */
const long = (text: string): string => `[==[${text}]==]`;
const set = (names: readonly string[]): string =>
  `{ ${names.map((name) => `[${JSON.stringify(name)}] = true`).join(', ')} }`;

/** What a function of ours answers by itself, in the shape of the doors' problem details. */
const REFUSE = [
  'local function refuse(status, body, headers)',
  '  headers = headers or {}',
  '  headers["Content-Type"] = "application/problem+json"',
  '  headers["Cache-Control"] = "no-store"',
  `  return kong.response.exit(status, (body:gsub("${REQUEST_ID.replaceAll('%', '%%')}", ngx.var.request_id)), headers)`,
  'end',
];
const problem = (status: number): string => `refuse(${status}, ${long(problemJson(status, REQUEST_ID))})`;

/**
 * For the phase `rewrite`, before Kong chooses a route: refuses what is not in normal form, which Kong would tidy up and
 * then pass on, and takes away every header that is not known to be harmless.
 */
export function refusalLua(): string {
  const passed = [...PASSED, ...CONDITIONS, ...NEEDED_BY_KONG].map((name) => name.toLowerCase());
  return [
    ...REFUSE,
    `local target = ${long(`^${NORMAL_TARGET}\\z`)}`,
    `local host = ${long(`^${HOST}\\z`)}`,
    `local passed = ${set(passed)}`,
    'return function()',
    '  local headers, more = ngx.req.get_headers(' + String(MOST_HEADERS) + ')',
    `  if more == "truncated" then return ${problem(431)} end`,
    '  if not ngx.re.find(ngx.var.request_uri, target, "jo") or not ngx.re.find(ngx.var.http_host or "", host, "jo")',
    '    or not ngx.re.find(ngx.var.request, [==[^[A-Z]+ /]==], "jo") then',
    `    return ${problem(400)}`,
    '  end',
    '  local upgrade = ngx.var.http_upgrade',
    '  if upgrade and not ngx.re.find(upgrade, [==[^\\s*h2c?\\s*$]==], "joi") then',
    `    return ${problem(501)}`,
    '  end',
    '  for name in pairs(headers) do',
    '    if not passed[name] then ngx.req.clear_header(name) end',
    '  end',
    '  ngx.req.set_header("X-Request-Id", ngx.var.request_id)',
    'end',
    '',
  ].join('\n');
}

/**
 * For the phase `access`, after every other plugin: asks the identity endpoint who makes the request. So a flood costs no
 * questions, and what a cache answers needs none.
 */
export function identityLua({ identity, operations, gateway: { sessions } }: GatewayPlan): string {
  const shared = operations.filter(({ sharedFor }) => sharedFor !== undefined).map(({ name }) => name);
  return [
    'local http = require "resty.http"',
    ...REFUSE,
    `local shared = ${set(shared)}`,
    `local session = ${sessions === undefined ? 'nil' : JSON.stringify(sessions.cookie)}`,
    '',
    '-- The session cookie is for the identity endpoint alone.',
    'local function cookies(text)',
    '  local kept = {}',
    '  for pair in (text or ""):gmatch("[^;]+") do',
    '    local name = pair:match("^%s*(.-)%s*=")',
    '    if name ~= session then kept[#kept + 1] = pair:match("^%s*(.-)%s*$") end',
    '  end',
    '  return table.concat(kept, "; ")',
    'end',
    '',
    'return function()',
    '  local request, inward = kong.request, kong.service.request',
    '  local authorization, cookie = request.get_header("Authorization"), request.get_header("Cookie")',
    `  inward.clear_header("${PRINCIPAL}")`,
    '  inward.clear_header("Authorization")',
    '  inward.clear_header("Cookie")',
    '  local route, service = kong.router.get_route(), kong.router.get_service()',
    `  if service then inward.set_header("${WITHIN}", tostring(service.read_timeout)) end`,
    '  -- Everybody gets the same answer here, so no instance is told who asks.',
    '  if route and shared[route.name] then',
    `    for _, name in ipairs({ ${CONDITIONS.map((name) => `"${name}"`).join(', ')} }) do inward.clear_header(name) end`,
    '    return',
    '  end',
    '  local client = http.new()',
    '  client:set_timeouts(1000, 1000, 5000)',
    `  local answer, failure = client:request_uri("http://${authority(identity)}/identity", {`,
    '    method = "GET",',
    '    headers = {',
    '      ["Host"] = request.get_header("Host"),',
    '      ["Authorization"] = authorization,',
    '      ["Cookie"] = cookie,',
    '      ["Origin"] = request.get_header("Origin"),',
    '      ["User-Agent"] = request.get_header("User-Agent"),',
    '      ["X-Request-Id"] = ngx.var.request_id,',
    '      ["X-Original-Method"] = request.get_method(),',
    '      ["X-Original-URI"] = ngx.var.request_uri,',
    '      ["X-Forwarded-For"] = kong.client.get_forwarded_ip(),',
    '      ["X-Forwarded-Proto"] = request.get_forwarded_scheme(),',
    '      ["X-Forwarded-Host"] = request.get_header("Host"),',
    '    },',
    '    keepalive_timeout = 60000,',
    '    keepalive_pool = 64,',
    '  })',
    '  if not answer then',
    '    kong.log.err("the identity endpoint did not answer: ", failure)',
    `    return ${problem(503)}`,
    '  end',
    '  if answer.status == 401 or answer.status == 403 then',
    '    return refuse(answer.status, answer.body or "", { ["WWW-Authenticate"] = answer.headers["WWW-Authenticate"] })',
    '  end',
    `  if answer.status ~= 200 then return ${problem(503)} end`,
    '  local kept = cookies(cookie)',
    '  if kept ~= "" then inward.set_header("Cookie", kept) end',
    `  local principal = answer.headers["${PRINCIPAL}"]`,
    `  if principal and principal ~= "" then inward.set_header("${PRINCIPAL}", principal) end`,
    '  kong.ctx.plugin.set_cookie = answer.headers["Set-Cookie"]',
    'end',
    '',
  ].join('\n');
}

/** For the phase `header_filter`: gives the client its new session, in an answer that nobody keeps. */
export function sessionLua(): string {
  return [
    'return function()',
    `  kong.response.clear_header("${PRINCIPAL}")`,
    '  local cookie = kong.ctx.plugin.set_cookie',
    '  if not cookie then return end',
    '  for _, one in ipairs(type(cookie) == "table" and cookie or { cookie }) do',
    '    kong.response.add_header("Set-Cookie", one)',
    '  end',
    '  kong.response.set_header("Cache-Control", "no-store")',
    'end',
    '',
  ].join('\n');
}

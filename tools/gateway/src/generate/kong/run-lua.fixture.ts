import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What Kong gives to functions, as far as ours use it: enough to see what they do, not how Kong does it. */
const SURROUNDINGS = `
local asked
local sent, exited, out = {}, nil, {}
local given = GIVEN
ngx = { var = { request_id = "r1", request_uri = given.uri } }
package.preload["resty.http"] = function()
  return { new = function() return {
    set_timeouts = function() end,
    request_uri = function(_, uri, options) asked = { uri = uri, headers = options.headers }
      if given.failure then return nil, given.failure end
      return given.answer
    end,
  } end }
end
for name, value in pairs(given.headers) do sent[name] = value end
kong = {
  ctx = { plugin = {} },
  log = { err = function() end },
  client = { get_forwarded_ip = function() return "10.1.1.1" end },
  router = {
    get_route = function() return { name = given.route } end,
    get_service = function() return given.within and { read_timeout = given.within } end,
  },
  request = {
    get_header = function(name) return sent[name] end,
    get_method = function() return "GET" end,
    get_forwarded_scheme = function() return "https" end,
  },
  service = { request = {
    clear_header = function(name) sent[name] = nil end,
    set_header = function(name, value) sent[name] = value end,
  } },
  response = {
    exit = function(status, body, headers) exited = { status = status, body = body, headers = headers } error("exit") end,
    clear_header = function(name) out[name] = nil end,
    add_header = function(name, value) out[name] = value end,
    set_header = function(name, value) out[name] = value end,
  },
}
pcall(ACCESS())
if not exited then HEADER_FILTER()() end
local function show(kind, values)
  for name, value in pairs(values or {}) do print(kind .. "\\t" .. tostring(name) .. "\\t" .. tostring(value)) end
end
show("sent", sent)
show("answered", out)
if asked then print("asked\\turi\\t" .. asked.uri) show("asked", asked.headers) end
if exited then
  print("exit\\tstatus\\t" .. exited.status) print("exit\\tbody\\t" .. exited.body) show("exit", exited.headers)
end
`;

export interface LuaOutcome {
  readonly sent: Readonly<Record<string, string>>;
  readonly answered: Readonly<Record<string, string>>;
  readonly asked: Readonly<Record<string, string>>;
  readonly exit: Readonly<Record<string, string>>;
}

/** Whether LuaJIT takes the text for a program; else what it says. */
export function luaFault(luajit: string, code: string): Promise<string | undefined> {
  return inFile(code, async (file) => {
    try {
      await promisify(execFile)(luajit, ['-b', file, '/dev/null']);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  });
}

/** Runs the functions of one request. @param given as a table in Lua. */
export function runFunctions(luajit: string, access: string, headerFilter: string, given: string): Promise<LuaOutcome> {
  const program = [
    `local function ACCESS()\n${access}\nend`,
    `local function HEADER_FILTER()\n${headerFilter}\nend`,
    SURROUNDINGS.replace('GIVEN', () => given),
  ].join('\n');
  return inFile(program, async (file) => {
    const { stdout } = await promisify(execFile)(luajit, [file]);
    const outcome = { sent: {}, answered: {}, asked: {}, exit: {} } as Record<string, Record<string, string>>;
    for (const line of stdout.trimEnd().split('\n')) {
      const [kind, name, value] = line.split('\t') as [string, string, string];
      outcome[kind]![name] = value;
    }
    return outcome as unknown as LuaOutcome;
  });
}

async function inFile<T>(text: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-lua-'));
  try {
    const file = join(folder, 'program.lua');
    writeFileSync(file, text);
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/* A plain static server over the built site, as anybody may have: nothing compressed, nothing cached. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export async function serve(folder, python) {
  const server = spawn(
    python,
    ["-u", "-m", "http.server", "--bind", "127.0.0.1", "--protocol", "HTTP/1.1", "--directory", folder, "0"],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const [line] = await Promise.race([
    once(server.stdout, "data"),
    once(server, "exit").then(() => Promise.reject(new Error(`${python} -m http.server did not start`))),
  ]);
  const port = /port (\d+)/.exec(line)[1];
  return { origin: `http://127.0.0.1:${port}`, stop: () => server.kill() };
}

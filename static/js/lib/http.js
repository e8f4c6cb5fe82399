/** One way to ask the server; an answer is `{ok, status, data}`, a network that failed is `{ok: false, status: 0}`. */
export async function request(url, { method = "POST", body, keepalive = false } = {}) {
  try {
    const response = await fetch(url, {
      method,
      keepalive, // outlives the page that asks
      credentials: "same-origin",
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const data = await response.json().catch(() => null);
    const after = Number(response.headers.get("Retry-After")) || 0;
    return { ok: response.ok, status: response.status, data, after };
  } catch {
    return { ok: false, status: 0, data: null, after: 0 };
  }
}

export function toSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

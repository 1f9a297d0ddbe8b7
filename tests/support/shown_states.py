"""The states that `make screenshots` brings a page into before it takes the picture."""

from playwright.sync_api import Error, Page

from tests.support.window import Window

WRONG = """() => {
  const forms = [...document.querySelectorAll("main form[method=post], main form:not([method])")]
    .filter((form) => form.method === "post");
  const typed = (form) => [...form.elements].filter((field) => field.matches(
    "textarea, input:is([type=text], [type=email], [type=password], [type=number], [type=date]," +
    " [type=search], [type=url], [type=time], :not([type]))"));
  const most = forms.toSorted((one, other) => typed(other).length - typed(one).length)[0];
  if (!most || !typed(most).length) return false;
  for (let part = most; part; part = part.parentElement) {
    if (part.matches("details")) part.open = true;
  }
  const words = { email: "not an address", password: "short", number: "99999", date: "2199-01-01" };
  for (const field of typed(most)) {
    field.value = words[field.type] ?? (field.required ? "" : "x".repeat(900));
  }
  // As without scripts: neither the browser nor the page may stop it.
  HTMLFormElement.prototype.submit.call(most);
  return true;
}"""
TAP = """() => [...document.querySelectorAll("main button[aria-pressed]:not([disabled])")]
  .slice(0, 2).forEach((knot) => knot.click())"""
TO_SETTLE = 1200
"""Milliseconds until a page has noticed that its network is gone."""


def refuse(page: Page) -> bool:
    """Send the page's largest form with wrong values; tell whether a refusal is to be seen."""
    try:
        with page.expect_navigation(timeout=5000) as answer:
            if not page.evaluate(WRONG):
                page.reload()  # ends the waiting
                return False
    except Error:
        return False
    return answer.value.status >= 400


def unplug(window: Window) -> None:
    """Take the network away, and tap what can be tapped."""
    window.context.set_offline(True)
    window.page.wait_for_timeout(TO_SETTLE)
    window.page.evaluate(TAP)
    window.page.wait_for_timeout(TO_SETTLE / 2)

// Keycloak names the button "Amazon" for screen readers and voice control, while people see "Login with Amazon", which the
// stylesheet wrote. What is seen is made the name. Without JavaScript the button works all the same.
document.addEventListener("DOMContentLoaded", () => {
    for (const text of document.querySelectorAll("a[aria-label] > .amazon-button-text")) {
        text.removeAttribute("aria-hidden");
        text.parentElement.removeAttribute("aria-label");
    }
});

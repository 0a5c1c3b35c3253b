// Keycloak names the button "Amazon" for screen readers and voice control, while people see "Login with Amazon", most or all of
// which the stylesheet wrote. What is seen is made the name. Without JavaScript the button works all the same.
document.addEventListener("DOMContentLoaded", () => {
    const written = (element, place) => {
        const content = getComputedStyle(element, place).content;
        return content.startsWith('"') ? JSON.parse(content) : "";
    };
    for (const text of document.querySelectorAll("a[aria-label] > .amazon-button-text")) {
        const seen = written(text, "::before") + text.textContent.trim() + written(text, "::after");
        if (seen) {
            text.parentElement.setAttribute("aria-label", seen);
        }
    }
});

package io.github.keycloakamazon.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import io.github.keycloakamazon.server.KeycloakDistribution;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** A picture for the documentation: what a page shows, in the frame of a window with the page's title. */
final class Picture {
    private static final Path PICTURES = KeycloakDistribution.current()
            .buildDirectory()
            .resolve("screenshots")
            .resolve("pictures");

    /** The screenshot has two pixels for each of the page's. */
    private static final String FRAME = """
            <!doctype html>
            <style>
              body { margin: 0 }
              figure { margin: 0; padding: 1px; display: inline-block; background: #fff; border: 1px solid #8c959f;
                       border-radius: 8px; overflow: hidden }
              figcaption { font: 12px/28px sans-serif; color: #424a53; background: #eaeef2; text-align: center;
                           border-bottom: 1px solid #d0d7de; margin: -1px -1px 0 }
              img { display: block }
            </style>
            <figure><figcaption>%s</figcaption><img alt="" srcset="data:image/png;base64,%s 2x"></figure>
            """;

    private static final int MARGIN = 16;

    private static final String GIF = "javax_imageio_gif_image_1.0";

    /** As a PNG file. */
    private final byte[] png;

    private Picture(byte[] png) {
        this.png = png;
    }

    /** What the window shows. */
    static Picture of(Page page) {
        return framed(page, page.screenshot());
    }

    /** One part of the page, and a little of what is around it. */
    static Picture of(Page page, Locator part) {
        BoundingBox box = part.boundingBox();
        return framed(
                page,
                page.screenshot(new Page.ScreenshotOptions()
                        .setClip(box.x - MARGIN, box.y - MARGIN, box.width + 2 * MARGIN, box.height + 2 * MARGIN)));
    }

    private static Picture framed(Page page, byte[] screenshot) {
        Page frame = page.context().newPage();
        frame.setContent(FRAME.formatted(
                page.title().replace("<", "&lt;"), Base64.getEncoder().encodeToString(screenshot)));
        byte[] framed = frame.locator("figure").screenshot(new Locator.ScreenshotOptions().setOmitBackground(true));
        frame.close();
        page.bringToFront();
        return new Picture(framed);
    }

    /** Keeps the picture for the documentation. */
    void save(String name) {
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps an animation that shows each picture for the given time, again and again. */
    static void saveAnimation(String name, List<Picture> pictures, int millis) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try {
            Files.createDirectories(PICTURES);
            Path file = PICTURES.resolve(name + ".gif");
            Files.deleteIfExists(file);
            try (ImageOutputStream output = ImageIO.createImageOutputStream(file.toFile())) {
                writer.setOutput(output);
                writer.prepareWriteSequence(null);
                for (Iterator<Picture> rest = pictures.iterator(); rest.hasNext(); ) {
                    BufferedImage image = rest.next().withoutTransparency();
                    IIOMetadata metadata =
                            writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
                    metadata.mergeTree(GIF, timing(rest.hasNext() ? millis : 2 * millis));
                    writer.writeToSequence(new IIOImage(image, null, metadata), null);
                }
                writer.endWriteSequence();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }

    private BufferedImage withoutTransparency() throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(image, 0, 0, Color.WHITE, null);
        return opaque;
    }

    private static IIOMetadataNode timing(int millis) {
        IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", String.valueOf(millis / 10));
        IIOMetadataNode forever = new IIOMetadataNode("ApplicationExtension");
        forever.setAttribute("applicationID", "NETSCAPE");
        forever.setAttribute("authenticationCode", "2.0");
        forever.setUserObject(new byte[] {1, 0, 0});
        IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
        extensions.appendChild(forever);
        IIOMetadataNode root = new IIOMetadataNode(GIF);
        root.appendChild(control);
        root.appendChild(extensions);
        return root;
    }
}

package org.sdcodec.examples;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import org.sdcodec.Codec;
import org.sdcodec.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * An application of Spring Boot that stores pictures as {@code .sdc} files: {@code PUT /NAME} uploads one,
 * {@code GET /NAME.png} and {@code GET /NAME.sdc} give it. The folder is the property {@code pictures.folder}.
 *
 * <p>The codec is a bean, so that all requests share it and Spring closes it. What makes this Java slow is logged once:
 * {@code spring-boot:run} leaves the optimizing compiler out, and only a command line can add the vector module.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SpringPictures {

    private static final Logger LOG = LoggerFactory.getLogger(SpringPictures.class);
    private static final int QUALITY = 50;
    private static final long MAX_PIXELS = 1 << 24;

    /** @param args properties of Spring, such as {@code --server.port=8080} */
    public static void main(String[] args) {
        SpringApplication.run(SpringPictures.class, args);
    }

    /** The codec of all requests, for input that nobody trusts. */
    @Bean
    public Codec codec() {
        ImageIO.setUseCache(false);
        Codec codec = Codec.builder().limits(Limits.untrusted()).build();
        LOG.info("sdcodec runs on {} kernels", codec.kernels());
        codec.slowdowns().forEach(LOG::warn);
        return codec;
    }

    /** Where pictures lie. */
    @Bean
    PictureStore store(Codec codec, @Value("${pictures.folder}") Path folder) throws IOException {
        return new PictureStore(folder, codec, QUALITY, MAX_PIXELS);
    }

    /** The requests. */
    @RestController
    static class Pictures {

        private final PictureStore store;

        Pictures(PictureStore store) {
            this.store = store;
        }

        @PutMapping("/{name:[A-Za-z0-9_-]{1,64}}")
        ResponseEntity<String> put(@PathVariable("name") String name, @RequestBody byte[] image) throws IOException {
            return ResponseEntity.status(HttpStatus.CREATED).body(store.put(name, image) + " bytes\n");
        }

        @GetMapping(path = "/{name:[A-Za-z0-9_-]{1,64}}.png", produces = MediaType.IMAGE_PNG_VALUE)
        byte[] png(@PathVariable("name") String name) throws IOException {
            return store.png(existing(name));
        }

        @GetMapping(path = "/{name:[A-Za-z0-9_-]{1,64}}.sdc", produces = "image/x-sdcodec")
        byte[] sdc(@PathVariable("name") String name) throws IOException {
            return store.sdc(existing(name));
        }

        private String existing(String name) {
            if (!store.contains(name)) {
                throw new ResponseStatusException(HttpStatus.NOT_FOUND);
            }
            return name;
        }

        /** What was uploaded is no picture. */
        @ExceptionHandler
        ResponseEntity<String> refused(IIOException e) {
            return ResponseEntity.badRequest().body(e.getMessage() + "\n");
        }
    }
}
